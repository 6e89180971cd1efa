"""First start, regular jobs and user interface of the compose profile, with stand-ins for the programs of the images."""

import shlex

import pytest

EMAIL = "Admin@example.org"
# The accounts are the lines of a file, as the server's own command prints them; making an administrator adds one.
DSPACE = """echo "$*" >> "{base}/calls"
case $1 in
  user) cat "{base}/accounts" ;;
  classpath) echo "{base}/lib/*:{base}/config" ;;
esac"""
JAVA = """printf '%s\\n' "$@" > "{base}/java-arguments"
cat "${{1#@}}" > "{base}/java-file"
printf '1\\tadmin@example.org/null\\tAdministrator, OGP\\n' >> "{base}/accounts" """


@pytest.fixture
def server(tmp_path, program):
    """The folder of a DSpace whose commands are stand-ins; its accounts, and the secret."""
    program("dspace/bin/dspace", DSPACE.format(base=tmp_path))
    program("bin/java", JAVA.format(base=tmp_path))
    (tmp_path / "accounts").write_text("0\tnot.admin@example.org/null\tSomebody, Else\n")
    (tmp_path / "secret").write_text('a "long" \\password $HOME 密碼\n')
    return tmp_path


@pytest.fixture
def first_start(server, run_script):
    def run(**changes):
        named = {"DSPACE_ADMIN_EMAIL": EMAIL, "DSPACE_ADMIN_SECRET": str(server / "secret"), "TMPDIR": str(server)}
        return run_script("first-start.sh", **{"DSPACE_HOME": str(server / "dspace"), **named, **changes})

    return run


def test_the_first_administrator_is_made_after_the_database_has_its_shape(first_start, server):
    done = first_start()

    assert done.returncode == 0, done.stderr
    assert (server / "calls").read_text().splitlines()[:2] == ["database migrate", "user --list"]
    made = shlex.split((server / "java-file").read_text())
    assert made[made.index("create-administrator") + 1 :] == [
        "--email=admin@example.org", "--first=OGP", "--last=Administrator", "--language=en",
        '--password=a "long" \\password $HOME 密碼',
    ]  # fmt: skip


def test_the_password_stands_in_no_command_line_and_in_no_output_and_no_file_is_left(first_start, server):
    done = first_start()

    seen = (server / "java-arguments").read_text() + (server / "calls").read_text() + done.stdout + done.stderr
    assert "password $HOME" not in seen
    assert not list(server.glob("tmp.*"))


def test_run_again_the_account_and_its_password_are_left_alone(first_start, server):
    first_start()
    (server / "java-file").unlink()

    again = first_start()

    assert (again.returncode, (server / "java-file").exists()) == (0, False)


def test_once_the_account_is_there_the_password_may_be_taken_out_of_the_file(first_start, server):
    first_start()
    (server / "secret").write_text("")

    assert first_start().returncode == 0


def test_an_account_with_a_longer_address_is_another(first_start, server):
    (server / "accounts").write_text("0\tsuperadmin@example.org/null\tX, Y\n1\tadmin@example.org.tw/null\tX, Y\n")

    first_start()

    assert (server / "java-file").exists()


@pytest.mark.parametrize("email", ["", "admin", "@example.org", "a b@example.org", "a@b@c", 'a"@example.org'])
def test_an_address_that_is_none_is_refused_before_anything_is_done(first_start, server, email):
    done = first_start(DSPACE_ADMIN_EMAIL=email)

    assert (done.returncode, (server / "calls").exists()) == (1, False)
    assert "DSPACE_ADMIN_EMAIL" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("text", ["", "short\n", "\na password on the second line\n"])
def test_with_a_password_that_is_none_no_administrator_is_made(first_start, server, text):
    (server / "secret").write_text(text)

    done = first_start()

    assert (done.returncode, (server / "java-file").exists()) == (1, False)
    assert "DSPACE_ADMIN_PASSWORD_FILE" in done.stderr


def test_a_missing_secret_is_said_in_one_line(first_start):
    done = first_start(DSPACE_ADMIN_SECRET="/nowhere")

    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)


def test_an_administrator_that_was_not_made_is_an_error(first_start, program):
    program("bin/java", "echo a stack trace >&2")

    done = first_start()

    assert done.returncode == 1
    assert "could not be made" in done.stderr


def test_when_the_accounts_cannot_be_listed_none_is_made(first_start, server, program):
    program("dspace/bin/dspace", "[ $1 != user ] || { echo refused >&2; exit 1; }")

    done = first_start()

    assert (done.returncode, (server / "java-file").exists()) == (1, False)


def test_when_the_database_cannot_be_migrated_the_last_line_says_so(first_start, server, program):
    program("dspace/bin/dspace", "[ $1 != database ] || { echo a stack trace >&2; exit 1; }")

    done = first_start()

    assert (done.returncode, (server / "java-file").exists()) == (1, False)
    assert "database could not be brought" in done.stderr.splitlines()[-1]


# --- regular jobs

OAI_GOOD_END = "OAI 2.0 manager action ended. It took 3 seconds."


@pytest.fixture
def jobs(tmp_path, run_script, program):
    """Runs the jobs with a server whose commands do as told; ``mark`` is the file that says when all went well."""

    def run(*arguments, fails="nothing", oai=OAI_GOOD_END, seconds="3600"):
        program(
            "dspace/bin/dspace", f'echo "$*" >> "{tmp_path}/calls"\n[ "$1" != {fails} ] || exit 1\n[ $1 != oai ] || echo "{oai}"'
        )
        mark = str(tmp_path / "mark")
        return run_script(
            "regular-jobs.sh",
            *arguments,
            DSPACE_HOME=str(tmp_path / "dspace"),
            DSPACE_JOBS_MARK=mark,
            DSPACE_JOBS_SECONDS=seconds,
        )

    return run


def test_a_round_reads_texts_then_indexes_then_fills_oai(jobs, tmp_path):
    assert jobs("--once").returncode == 0
    assert (tmp_path / "calls").read_text().splitlines() == ["filter-media", "index-discovery", "oai import"]


def test_after_a_good_round_it_is_healthy_and_before_it_is_not(jobs):
    before = jobs("--healthy").returncode
    jobs("--once")

    assert (before, jobs("--healthy").returncode) == (1, 0)


def test_after_too_long_without_a_good_round_it_is_not_healthy(jobs, tmp_path):
    jobs("--once")
    good = int((tmp_path / "mark").read_text())
    late, early = good - 2 * 60 - 1800, good - 2 * 60 - 1700

    answers = []
    for then in (late, early):
        (tmp_path / "mark").write_text(f"{then}\n")
        answers.append(jobs("--healthy", seconds="60").returncode)

    assert answers == [1, 0]


@pytest.mark.parametrize("job", ["filter-media", "index-discovery", "oai"])
def test_a_job_that_fails_is_named_keeps_no_other_from_running_and_is_no_good_round(jobs, tmp_path, job):
    done = jobs("--once", fails=job)

    assert (done.returncode, (tmp_path / "mark").exists()) == (1, False)
    assert f"failed: {job}" in done.stderr
    assert len((tmp_path / "calls").read_text().splitlines()) == 3


def test_an_import_for_oai_that_only_does_as_if_it_went_well_is_no_good_round(jobs, tmp_path):
    """The server's command ends with 0 also after an exception."""
    done = jobs("--once", oai="java.net.ConnectException: Connection refused")

    assert (done.returncode, (tmp_path / "mark").exists()) == (1, False)


@pytest.mark.parametrize("seconds", ["", "0", "1h", "-5", "060"])
def test_an_interval_that_is_none_is_refused(jobs, seconds):
    assert jobs("--once", seconds=seconds).returncode == (0 if seconds == "" else 2)


# --- user interface


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("http://127.0.0.1:8081/server", ["false", "127.0.0.1", "8081", "/server"]),
        ("https://repository.example.org/server/", ["true", "repository.example.org", "443", "/server"]),
        ("http://repository.example.org/a/b", ["false", "repository.example.org", "80", "/a/b"]),
    ],
)
def test_the_user_interface_gets_the_public_address_in_parts(run_script, program, address, parts):
    names = ["SSL", "HOST", "PORT", "NAMESPACE"]
    program("bin/pm2-runtime", "echo " + " ".join(f'"$DSPACE_REST_{name}"' for name in names) + "; echo $*")

    done = run_script("start-ui.sh", DSPACE_SERVER_URL=address)

    assert done.stdout.splitlines() == [" ".join(parts), "start dspace-ui.json --json"]


@pytest.mark.parametrize("address", ["", "repository.example.org/server", "https://repository.example.org", "https://x.org/"])
def test_an_address_of_the_server_that_is_none_is_refused(run_script, program, address):
    program("bin/pm2-runtime", "echo started")

    done = run_script("start-ui.sh", DSPACE_SERVER_URL=address)

    assert (done.returncode, done.stdout) == (1, "")
    assert "DSPACE_SERVER_URL" in done.stderr
