"""docker-compose.yml and its profile ``dspace``, read as YAML; by compose itself where that is installed."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

CHECKOUT = Path(__file__).resolve().parents[3]
TEXT = (CHECKOUT / "docker-compose.yml").read_text()
FILE = yaml.safe_load(TEXT)
SERVICES = FILE["services"]
DSPACE = {name: service for name, service in SERVICES.items() if service.get("profiles") == ["dspace"]}
ONCE = {"dspace-cores", "dspace-init"}
SAMPLE = (CHECKOUT / ".env.example").read_text()


def test_the_profile_has_server_database_index_user_interface_and_jobs():
    assert set(DSPACE) == ONCE | {"dspace", "dspace-db", "dspace-solr", "dspace-ui", "dspace-jobs"}


def test_what_was_there_before_starts_without_it():
    others = set(SERVICES) - set(DSPACE)

    assert {"postgres", "s3", "init", "api-server", "scheduler"} <= others
    assert not [name for name in others if set(DSPACE) & set(SERVICES[name].get("depends_on", {}))]
    assert not [name for name in others if "dspace" in SERVICES[name].get("networks", [])]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_images_are_pinned_to_a_version(name):
    image = SERVICES[name]["image"]

    assert re.search(r":[a-z-]*v?\d[\w.-]*$", image) or image == "ogp-etl:local"


def test_the_parts_of_dspace_are_of_one_version():
    tags = {service["image"].split(":")[1].removesuffix("-dist") for name, service in DSPACE.items() if name != "dspace-db"}

    assert tags == {"dspace-9.3"}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_ports_are_open_to_this_machine_only(name):
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))


def test_database_and_index_have_no_port_and_a_network_of_their_own():
    for name in ("dspace-db", "dspace-solr"):
        assert (DSPACE[name].get("ports"), DSPACE[name]["networks"]) == (None, ["dspace"])


@pytest.mark.parametrize("name", sorted(set(DSPACE) - ONCE))
def test_what_runs_on_says_how_it_is_and_comes_back_after_a_restart_of_the_machine(name):
    assert (bool(DSPACE[name].get("healthcheck")), DSPACE[name]["restart"]) == (True, "unless-stopped")


def test_each_part_waits_for_what_it_needs():
    conditions = {
        name: {other: how["condition"].removeprefix("service_") for other, how in service.get("depends_on", {}).items()}
        for name, service in DSPACE.items()
    }

    assert conditions == {
        "dspace-db": {},
        "dspace-cores": {},
        "dspace-solr": {"dspace-cores": "completed_successfully"},
        "dspace-init": {"dspace-db": "healthy", "dspace-solr": "healthy"},
        "dspace": {"dspace-init": "completed_successfully"},
        "dspace-jobs": {"dspace": "healthy"},
        "dspace-ui": {"dspace": "healthy"},
    }


def test_scripts_that_services_run_are_in_the_checkout():
    run = [(service, path) for service in DSPACE.values() for path in _words(service) if path.startswith("/opt/ogp/")]

    assert len(run) == 5
    for service, path in run:
        (mount,) = (volume for volume in service["volumes"] if volume.endswith(":/opt/ogp:ro"))
        assert (CHECKOUT / mount.split(":")[0] / path.removeprefix("/opt/ogp/")).is_file()


def _words(service):
    test = (service.get("healthcheck") or {}).get("test", [])
    return [*service.get("entrypoint", []), *service.get("command", []), *test]


def test_named_volumes_are_declared():
    named = {v.split(":")[0] for service in SERVICES.values() for v in service.get("volumes", []) if not v.startswith(".")}

    assert named == set(FILE["volumes"])


def test_the_jobs_and_the_server_share_files_and_kept_answers():
    """OAI-PMH answers are kept on disk, and thrown away by the job that fills it."""
    shared = set(DSPACE["dspace"]["volumes"]) & set(DSPACE["dspace-jobs"]["volumes"])

    assert {"dspace-assetstore:/dspace/assetstore", "dspace-var:/dspace/var"} <= shared


def test_the_password_of_the_first_administrator_is_a_secret_file_for_one_service():
    holders = [name for name, service in SERVICES.items() if service.get("secrets")]

    assert holders == ["dspace-init"]
    assert list(FILE["secrets"]["dspace_admin_password"]) == ["file"]
    assert "ADMIN_PASSWORD" not in " ".join(DSPACE["dspace-init"]["environment"])


def test_no_secret_stands_in_the_text():
    for name, service in SERVICES.items():
        for variable, value in (service.get("environment") or {}).items():
            if re.search(r"password|secret|fernet|access_key", variable, re.IGNORECASE) and "FILE" not in variable and value:
                assert "${" in str(value), f"{name}: {variable}"


def test_the_limit_of_uploads_is_raised_for_file_and_request():
    names = [f"spring__P__servlet__P__multipart__P__max__D__{what}__D__size" for what in ("file", "request")]

    assert {DSPACE["dspace"]["environment"][name] for name in names} == {"${DSPACE_UPLOAD_LIMIT:-2GB}"}


def test_no_variable_of_dspace_is_asked_of_those_who_run_without_it():
    """Compose reads the whole file, also the services of a profile that is off."""
    asked = set(re.findall(r"\$\{(\w+):\?", TEXT))

    assert not [name for name in asked if "DSPACE" in name]
    assert not re.findall(r"\$\{(?:OGP_)?DSPACE\w*\}", TEXT), "a variable without a default warns on every start"


def test_every_variable_of_dspace_is_in_the_sample_with_the_default_that_counts():
    defaults = dict(re.findall(r"\$\{(DSPACE_\w+):-([^}]*)\}", TEXT))
    shown = dict(re.findall(r"^#?(DSPACE_\w+)=(.*)$", SAMPLE, re.MULTILINE))

    assert shown == defaults


def test_settings_of_the_deposit_reach_the_harvester_and_are_in_the_sample():
    handed = {name for name in SERVICES["scheduler"]["environment"] if name.startswith("OGP_DSPACE_URL")}

    assert handed == set(re.findall(r"^#?(OGP_DSPACE_URL\w*)=", SAMPLE, re.MULTILINE))


def test_every_variable_of_dspace_is_in_the_docs():
    told = (CHECKOUT / "docs" / "dspace.md").read_text()

    assert not [name for name in re.findall(r"^#?((?:OGP_)?DSPACE\w*)=", SAMPLE, re.MULTILINE) if f"`{name}`" not in told]


# --- by compose itself


@pytest.fixture
def compose(tmp_path):
    """Runs compose on the real file with a filled-in copy of the sample."""
    if own := os.environ.get("DOCKER_COMPOSE"):
        command = [own]
    elif shutil.which("docker-compose"):
        command = ["docker-compose"]
    elif (
        shutil.which("docker")
        and subprocess.run(["docker", "compose", "version"], check=False, capture_output=True).returncode == 0
    ):
        command = ["docker", "compose"]
    else:
        pytest.skip("compose is not installed; DOCKER_COMPOSE may name its program")

    def run(*arguments, more=""):
        filled = re.sub(r"^([A-Z]\w*)=$", r"\1=x", SAMPLE, flags=re.MULTILINE)
        (tmp_path / ".env").write_text(filled + more)
        environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
        done = subprocess.run(
            [*command, "--project-directory", CHECKOUT, "--env-file", tmp_path / ".env", *arguments, "config"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return yaml.safe_load(done.stdout)

    return run


def test_compose_takes_the_file_without_the_profile(compose):
    assert not set(DSPACE) & set(compose()["services"])


def test_compose_takes_the_file_with_the_profile(compose):
    services = compose("--profile", "dspace")["services"]

    assert set(DSPACE) < set(services)
    assert services["dspace"]["environment"]["dspace__P__server__P__url"] == "http://127.0.0.1:8081/server"


def test_compose_hands_on_the_settings_of_the_deposit_only_where_they_are_set(compose):
    without = compose()["services"]["scheduler"]["environment"]
    with_it = compose(more="\nOGP_DSPACE_URL=http://dspace:8080/server/api\n")["services"]["scheduler"]["environment"]

    assert (without.get("OGP_DSPACE_URL"), with_it["OGP_DSPACE_URL"]) == (None, "http://dspace:8080/server/api")
