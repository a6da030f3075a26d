import signal
import threading

import pytest

from stance.compose.interrupts import HeldInterrupts, Interrupted


def test_first_interrupt_is_remembered_and_the_second_stops():
    before = signal.getsignal(signal.SIGINT)
    with HeldInterrupts() as interrupts:
        signal.raise_signal(signal.SIGINT)
        assert interrupts.received is signal.SIGINT
        with pytest.raises(Interrupted) as caught:
            signal.raise_signal(signal.SIGTERM)
    assert caught.value.signal_number == signal.SIGTERM
    assert signal.getsignal(signal.SIGINT) is before


def test_outside_the_main_thread_no_handler_is_set():
    handlers = []

    def enter():
        with HeldInterrupts():
            handlers.append(signal.getsignal(signal.SIGINT))

    before = signal.getsignal(signal.SIGINT)
    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    assert handlers == [before]
