/**
 * What runs inside the page: it watches the page as a person would, by roles and words, and notes when. All times are milliseconds of the
 * page's own clock, which begins with the navigation.
 */

export interface LongTask {
  readonly start: number;
  readonly duration: number;
}

export interface Probe {
  readonly longTasks: LongTask[];
  /** When the first field could be typed into. */
  fieldAt: number | null;
  /** When the last key or button was pressed. */
  pressedAt: number;
  /** When the condition holds and has been drawn: two frames later. */
  drawn(condition: () => boolean): Promise<number>;
  /** Rows in sight by their place in the list; null while one of them has not come. */
  rowsInSight(): { index: number; name: string }[] | null;
  /** Moves the list by so many pixels per frame until its end, or for so many frames; the length of every frame. */
  scroll(pixelsPerFrame: number, frames?: number): Promise<number[]>;
  /** Puts the list where this row is the first, and waits until all rows in sight are drawn. */
  jump(index: number): Promise<number>;
  /** The record beside the list is that of this name, with its figures and its story. */
  isComplete(name: string): boolean;
}

declare global {
  var probe: Probe;
}

/** Given to every page before its own scripts. Self-contained: it travels as text. */
export function installProbe(): void {
  const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
  const grid = (): HTMLElement => {
    const element = document.querySelector<HTMLElement>('[role="grid"]');
    if (!element) throw new Error('there is no list');
    return element;
  };
  const probe: Probe = {
    longTasks: [],
    fieldAt: null,
    pressedAt: 0,
    drawn: (condition) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!condition()) return;
          observer.disconnect();
          void frame()
            .then(frame)
            .then(() => resolve(performance.now()));
        };
        const observer = new MutationObserver(check);
        observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
        check();
      }),
    rowsInSight() {
      const list = document.querySelector('[role="grid"]');
      if (!list) return null;
      const { top, bottom } = list.getBoundingClientRect();
      const head = list.querySelector('[role="row"]')?.getBoundingClientRect().bottom ?? top;
      const rows = [...list.querySelectorAll('[role="row"][aria-selected]')].filter((row) => {
        const box = row.getBoundingClientRect();
        return box.bottom > head + 1 && box.top < bottom - 1;
      });
      // While the list moves its elements do not stand in its order.
      const seen = rows
        .map((row) => ({
          index: Number(row.getAttribute('aria-rowindex')) - 2,
          name: row.querySelector('[role="gridcell"]:not(:has(input))')?.textContent ?? '',
        }))
        .toSorted((one, other) => one.index - other.index);
      const height = rows[0]?.getBoundingClientRect().height ?? 0;
      const isFull = rows.length * height >= bottom - head - 1;
      return isFull && seen.every(({ name }) => name !== '') ? seen : null;
    },
    async scroll(pixelsPerFrame, frames = Infinity) {
      const list = grid();
      const lengths: number[] = [];
      let last = await frame();
      for (let count = 0; count < frames; count += 1) {
        if (list.scrollTop + list.clientHeight >= list.scrollHeight - 1) break;
        list.scrollTop += pixelsPerFrame;
        const now = await frame();
        lengths.push(now - last);
        last = now;
      }
      return lengths;
    },
    async jump(index) {
      const list = grid();
      const rowHeight = list.querySelector('[role="row"][aria-selected]')?.getBoundingClientRect().height ?? 0;
      const start = performance.now();
      const before = list.scrollTop;
      list.scrollTop = index * rowHeight;
      const moved = list.scrollTop;
      if (moved === before) return 0;
      // The rows of the old place may still stand for a moment.
      const isThere = (): boolean =>
        (probe.rowsInSight() ?? []).some((row) => Math.abs(row.index - Math.round(moved / rowHeight)) <= 1);
      return (await probe.drawn(isThere)) - start;
    },
    isComplete(name) {
      const panel = [...document.querySelectorAll('section')].find(
        (region) => region.querySelector('h2')?.textContent.trim() === name,
      );
      if (!panel) return false;
      const figures = [...panel.querySelectorAll('dd')];
      const story = [...panel.querySelectorAll('li[data-index]')];
      const isTold = story.length > 0 || panel.querySelectorAll('h2').length > 1;
      return (
        isTold &&
        figures.length > 0 &&
        [...figures, ...story].every(({ textContent }) => textContent.trim() !== '') &&
        panel.querySelector('[aria-busy="true"]') === null
      );
    },
  };
  globalThis.probe = probe;
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) probe.longTasks.push({ start: startTime, duration });
  }).observe({ type: 'longtask', buffered: true });
  const notePress = (event: Event): void => {
    probe.pressedAt = event.timeStamp;
  };
  addEventListener('keydown', notePress, { capture: true });
  addEventListener('pointerdown', notePress, { capture: true });
  const fields = new MutationObserver(() => {
    if (!document.querySelector('input[type="password"]:enabled')) return;
    fields.disconnect();
    requestAnimationFrame(() => {
      probe.fieldAt = performance.now();
    });
  });
  fields.observe(document, { subtree: true, childList: true });
}
