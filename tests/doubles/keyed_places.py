"""Archives in a folder and in an S3 bucket, for the contract suite: what is in them, and what a stranger can do to them."""

from dataclasses import dataclass, replace
from pathlib import Path

from ogp_etl.archive.folder import folder_archive
from ogp_etl.archive.s3 import s3_archive


class KeyedPlace:
    """What every store of bytes under keys offers beside what it does of its own."""

    def state(self):
        return self.content()

    def tamper(self, deposit, name, content):
        self.write(self._key(deposit, name), content)

    def lose(self, deposit, name):
        self.remove(self._key(deposit, name))

    def _key(self, deposit, name):
        public = f"{deposit.key}/{name}"
        return public if public in self.content() else public.replace("public/", "private/", 1)


@dataclass
class FolderPlace(KeyedPlace):
    """An archive in a folder, and what a stranger with access to the disk can do to it."""

    root: Path

    def archive(self):
        return folder_archive(self.root)

    def fresh(self, name):
        """Another, empty one."""
        return replace(self, root=self.root.with_name(name))

    def order(self):
        return {"kind": "folder", "root": str(self.root)}

    def content(self):
        """All there is, by key; debris included."""
        found = (path for path in self.root.rglob("*") if path.is_file())
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in found if path.name != ".lock"}

    def write(self, key, content):
        path = self.root / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_bytes(content)

    def remove(self, key):
        (self.root / key).unlink()


@dataclass
class BucketPlace(KeyedPlace):
    server: object
    bucket: str
    client: object
    prefix = "archives/ours"

    def archive(self):
        return s3_archive(self.client, self.bucket, self.prefix, threads=4)

    def fresh(self, _):
        return replace(self, bucket=self.server.new_bucket())

    def order(self):
        keys = {"endpoint": self.server.endpoint, "access_key": self.server.access_key, "secret_key": self.server.secret_key}
        return {"kind": "s3", "bucket": self.bucket, "prefix": self.prefix, **keys}

    def content(self):
        assert "Uploads" not in self.client.list_multipart_uploads(Bucket=self.bucket)
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket)
        keys = [entry["Key"] for page in pages for entry in page.get("Contents", ())]
        assert all(key.startswith(f"{self.prefix}/") for key in keys)
        return {
            key.removeprefix(f"{self.prefix}/"): self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read()
            for key in keys
        }

    def write(self, key, content):
        self.client.put_object(Bucket=self.bucket, Key=f"{self.prefix}/{key}", Body=content)

    def remove(self, key):
        self.client.delete_object(Bucket=self.bucket, Key=f"{self.prefix}/{key}")
