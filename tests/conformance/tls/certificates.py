# certificates.py - a certificate authority of the test and what it signs, by openssl
#
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import subprocess

CONFIG = """
[ca]
default_ca = main
[main]
dir = %(folder)s
database = %(folder)s/index.txt
serial = %(folder)s/serial
new_certs_dir = %(folder)s
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
[req]
distinguished_name = name
[name]
"""


def openssl(*args):
    subprocess.run(["openssl", *args], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Authority:
    def __init__(self, folder, name="Exemplar Test"):
        self.folder = folder
        os.makedirs(folder)
        for file, text in (("index.txt", ""), ("serial", "1000\n"), ("ca.conf", CONFIG % {"folder": folder})):
            with open(self.path(file), "w") as f:
                f.write(text)
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=" + name,
                "-addext", "basicConstraints=critical,CA:TRUE", "-config", self.path("ca.conf"),
                "-keyout", self.path("ca.key"), "-out", self.path("ca.pem"))

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def sign(self, name, hosts, expired=False):
        """Paths of a certificate for the hosts and of its key."""
        key, request, certificate = (self.path(name + end) for end in (".key", ".csr", ".pem"))
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=" + hosts[0], "-config", self.path("ca.conf"),
                "-addext", "subjectAltName=" + ",".join("DNS:" + host for host in hosts),
                "-keyout", key, "-out", request)
        dates = ["-startdate", "20200101000000Z", "-enddate", "20200201000000Z"] if expired else ["-days", "2"]
        openssl("ca", "-batch", "-config", self.path("ca.conf"), "-cert", self.path("ca.pem"),
                "-keyfile", self.path("ca.key"), "-in", request, "-out", certificate, "-notext", *dates)
        return certificate, key
