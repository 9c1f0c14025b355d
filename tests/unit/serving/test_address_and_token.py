"""Where the interface may listen, and which secrets it takes."""

import os
import socket

import pytest

from orchestration.serving import AddressError, TokenError, listen, read_token

SECRET = "z3yQx7Gf0mVt4sKpWc8LbN"
VARIABLE = "GREFFIER_SERVE_TOKEN"


def secret_file(folder, text, mode=0o600):
    path = folder / "token"
    path.write_text(text)
    path.chmod(mode)
    return path


def test_beyond_this_machine_only_with_a_token():
    with pytest.raises(AddressError, match="serve_token_file"):
        listen("0.0.0.0", 0, has_token=False)
    with listen("0.0.0.0", 0, has_token=True) as listening:
        assert listening.getsockname()[0] == "0.0.0.0"


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_this_machine_needs_no_token(host):
    with listen(host, 0, has_token=False) as listening:
        socket.create_connection(listening.getsockname()[:2], timeout=10).close()


def test_a_port_that_is_taken_is_named():
    with listen("127.0.0.1", 0, has_token=False) as first:
        port = first.getsockname()[1]
        with pytest.raises(AddressError, match=f"port {port}"):
            listen("127.0.0.1", port, has_token=False)


def test_a_host_that_is_no_address_is_refused():
    with pytest.raises(AddressError, match="IP address"):
        listen("localhost", 0, has_token=False)


def test_the_token_comes_from_the_file_before_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, SECRET[::-1])
    assert read_token(secret_file(tmp_path, f"{SECRET}\n")) == SECRET
    monkeypatch.setenv(VARIABLE, SECRET[::-1])
    assert read_token(None) == SECRET[::-1]


def test_no_process_started_later_sees_the_token(monkeypatch):
    monkeypatch.setenv(VARIABLE, SECRET)
    read_token(None)
    assert VARIABLE not in os.environ


def test_without_file_and_variable_there_is_none(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    assert read_token(None) is None


def test_each_service_has_a_token_and_settings_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, SECRET)
    assert read_token(None, "explore") is None
    monkeypatch.setenv("GREFFIER_EXPLORE_TOKEN", SECRET[::-1])
    assert read_token(None, "explore") == SECRET[::-1]
    with pytest.raises(TokenError, match="explore_token_file"):
        read_token(tmp_path / "none", "explore")
    with pytest.raises(AddressError, match="explore_token_file"):
        listen("0.0.0.0", 0, has_token=False, service="explore")


@pytest.mark.parametrize("text", ["", "short", f"{SECRET}\n{SECRET}", "é" * 30])
def test_a_token_that_could_be_guessed_or_sent_wrongly_is_refused(tmp_path, text):
    with pytest.raises(TokenError, match="secrets"):
        read_token(secret_file(tmp_path, text))


def test_a_token_that_others_may_read_is_refused(tmp_path):
    with pytest.raises(TokenError, match="chmod 600"):
        read_token(secret_file(tmp_path, SECRET, mode=0o640))


def test_a_token_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(TokenError, match="serve_token_file"):
        read_token(tmp_path / "none")
