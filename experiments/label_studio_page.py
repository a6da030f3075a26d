"""Drive the page of a running Label Studio; run by `label_studio_round_trip.py` in Label Studio's environment.

Reads its order as JSON from standard input: opens each annotation, marks words with the mouse and saves.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from typing import Any

from playwright.sync_api import Page, sync_playwright

_LINES = ".lsf-richtext__line"
# Where a code point of the text stands on the screen: the page makes a line of all between two line ends.
_PLACE = """([line, units]) => {
  const walker = document.createTreeWalker(document.querySelectorAll('.lsf-richtext__line')[line], NodeFilter.SHOW_TEXT);
  let node, left = units;
  while ((node = walker.nextNode())) {
    if (left <= node.length) {
      const range = document.createRange();
      range.setStart(node, left);
      range.setEnd(node, left);
      node.parentElement.scrollIntoView({block: 'center'});
      const box = range.getBoundingClientRect();
      return [box.x, box.y + box.height / 2];
    }
    left -= node.length;
  }
}"""
# Where right-to-left words begin and end on the screen is no place to drag from and to: the selection itself is set.
_SELECT_WORDS = """([first, last]) => {
  const at = ([line, left]) => {
    const walker = document.createTreeWalker(document.querySelectorAll('.lsf-richtext__line')[line], NodeFilter.SHOW_TEXT);
    let node;
    while ((node = walker.nextNode())) {
      if (left <= node.length) return [node, left];
      left -= node.length;
    }
  };
  window.getSelection().setBaseAndExtent(...at(first), ...at(last));
  const line = document.querySelectorAll('.lsf-richtext__line')[first[0]];
  line.dispatchEvent(new MouseEvent('mouseup', {bubbles: true}));
}"""
_SELECT = "id => window.Htx.annotationStore.selectAnnotation(window.Htx.annotationStore.annotations.find(a => a.pk == id).id)"


def _line_and_units(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset].replace("\r", "\n").split("\n")
    return len(before) - 1, len(before[-1].encode("utf-16-le")) // 2


def _mark(page: Page, text: str, words: str) -> None:
    start = text.index(words)
    bounds = [_line_and_units(text, start), _line_and_units(text, start + len(words))]
    page.locator(".lsf-label", has_text="euphemism").first.click()
    if any(unicodedata.bidirectional(character) == "R" for character in words):
        page.evaluate(_SELECT_WORDS, [list(place) for place in bounds])
    else:
        _drag(page, bounds)
    page.wait_for_timeout(200)
    page.keyboard.press("Escape")
    page.wait_for_timeout(100)


def _drag(page: Page, bounds: list[tuple[int, int]]) -> None:
    page.evaluate(_PLACE, list(bounds[1]))
    # Only after the text has been scrolled to its end do places hold.
    (x0, y0), (x1, y1) = (page.evaluate(_PLACE, list(place)) for place in bounds)
    page.mouse.move(x0, y0)
    page.mouse.down()
    page.mouse.move((x0 + x1) / 2, (y0 + y1) / 2, steps=4)
    page.mouse.move(x1, y1, steps=4)
    page.mouse.up()


def main() -> None:
    """Do as ordered."""
    order: dict[str, Any] = json.load(sys.stdin)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=order["browser"], args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1600, "height": 1400})
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)[:200]))
        page.goto(f"{order['url']}/user/login/")
        page.fill("input[name=email]", order["email"])
        page.fill("input[name=password]", order["password"])
        page.click("button[type=submit]")
        page.wait_for_load_state("networkidle")
        for task in order["tasks"]:
            page.goto(f"{order['url']}/projects/{order['project']}/data?task={task['id']}")
            page.wait_for_selector(_LINES, timeout=60_000)
            page.wait_for_timeout(1000)
            for annotation in task["annotations"]:
                page.evaluate(_SELECT, annotation)
                page.wait_for_timeout(700)
                for words in task["words"]:
                    if words in task["text"]:
                        _mark(page, task["text"], words)
                page.locator(".htx-highlight", has_text="told").first.click()
                page.wait_for_timeout(300)
                page.screenshot(path=order["screenshot"])
                page.locator("button", has_text="Update").last.click()
                page.wait_for_timeout(1500)
        browser.close()
    print(
        f"{len(faults)} errors of scripts on the page"
        + "".join(f": {fault}" for fault in dict.fromkeys(faults))
    )


if __name__ == "__main__":
    main()
