"""What passed is kept to the byte, and a broken judge loses nothing of it."""

from __future__ import annotations

from io import BytesIO

from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.proxy.journal import NAME, Journal
from conformance.proxy.passage import MOST_UNDER_WAY, Passage, Room, exchange_of, received
from conformance.recordings.reading import read_file

PIECES = st.lists(st.binary(min_size=1, max_size=40), max_size=5)
HEADERS = [(b"content-type", b"application/json"), (b"X-Odd", b"\xff")]


def passage(sent: list[bytes], came: list[bytes], room: Room | None = None) -> Passage:
    found = Passage(room or Room(10_000), "POST", "http://127.0.0.1/v1beta/interactions", HEADERS)
    for piece in sent:
        found.send(piece)
    found.status, found.answer = 200, HEADERS
    for piece in came:
        found.arrive(piece)
    return found


@settings(max_examples=60, deadline=None)
@given(sent=PIECES, came=PIECES)
def test_what_passed_survives_its_way_into_the_journal_and_out_again(tmp_path_factory, sent, came):
    room, folder = Room(10_000), tmp_path_factory.mktemp("journal")
    message = received(BytesIO(passage(sent, came, room).message()))
    assert message is not None
    exchange = exchange_of(*message, "x0")
    journal = Journal(folder / NAME)
    places = [journal.append(exchange), journal.append(exchange)]
    again = [journal.at(place) for place in places]
    journal.close()
    for found in [*again, *read_file(folder / NAME)[0]]:
        assert found.request == exchange.request
        assert found.request.body == (b"".join(sent) or None)
        assert found.response == exchange.response
        assert found.body == b"".join(came)
    assert [chunk.data for chunk in (exchange.response.chunks if exchange.response else ())] == came
    assert room.left == MOST_UNDER_WAY


def test_half_a_message_is_none():
    whole = passage([b"abc"], [b"def"]).message()
    for end in range(len(whole)):
        assert received(BytesIO(whole[:end])) is None


def test_room_is_shared_and_given_back():
    room = Room(each=1000, left=1500)
    first, second = passage([b"a" * 700], [], room), passage([b"a" * 700], [b"b"], room)
    assert (first.cut, second.cut) == (False, True)
    first.message()
    second.message()
    assert room.left == 1500
