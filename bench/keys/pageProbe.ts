/**
 * What runs inside the page: from a key to the first frame that shows what it asked for. The page is watched as a person would, by roles and
 * words; nothing looks in from outside while it is timed. Milliseconds of the page's own clock.
 */

/** What must stand in the page: exactly these, from the first on. */
export type Sight =
  /** The first names of a list, and how long it is. */
  | { readonly in: 'list'; readonly names: readonly string[]; readonly total: number }
  /** The first things that are offered under a field. */
  | { readonly in: 'offers'; readonly names: readonly string[] }
  /** So many lines of an order, the last of them of this product. */
  | { readonly in: 'lines'; readonly name: string; readonly count: number };

export interface KeyProbe {
  /** Begins to watch. The first call of `seen` after it says how long it took from the last key. */
  watch(sight: Sight): void;
  /** Milliseconds from the last key or button to the end of the first frame in which the sight stands. Rejects after 20 s, with what stands there instead. */
  seen(): Promise<number>;
  /** Something else than a key asks: a link was followed. */
  press(): void;
  /** Is it there already? */
  stands(sight: Sight): boolean;
  readonly longTasks: number[];
}

declare global {
  var keyProbe: KeyProbe;
}

/** Given to every page before its own scripts. Self-contained: it travels as text. */
export function installKeyProbe(): void {
  const PATIENCE = 20_000;
  let pressedAt = 0;
  let answer: Promise<number> = Promise.reject(new Error('nothing is watched'));
  answer.catch(() => undefined);

  const textsOf = (all: Iterable<Element>): string[] => [...all].map(({ textContent }) => textContent.trim());
  /** The list's rows by their places. */
  const rowsOf = (list: Element): string[] =>
    [...list.querySelectorAll('[role="row"][aria-selected]')]
      .map((row) => ({
        place: Number(row.getAttribute('aria-rowindex')),
        name:
          row
            .querySelector('[role="gridcell"]:not(:has(input))')
            ?.textContent.replaceAll(/[\u2066-\u2069]/g, '')
            .trim() ?? '',
      }))
      .toSorted((one, other) => one.place - other.place)
      .map(({ name }) => name);
  const beginsWith = (found: readonly string[], wanted: readonly string[]): boolean =>
    found.length >= Math.min(wanted.length, 15) &&
    found.every((name, place) => place >= wanted.length || name === wanted[place]);

  const stands = (sight: Sight): boolean => {
    switch (sight.in) {
      case 'list': {
        const list = document.querySelector('main [role="grid"]');
        if (!list || Number(list.getAttribute('aria-rowcount')) !== sight.total + 1) return false;
        const rows = rowsOf(list);
        return rows.length <= sight.total && beginsWith(rows, sight.names);
      }
      case 'offers': {
        const offers = textsOf(document.querySelectorAll('[role="option"]'));
        return (
          offers.length >= sight.names.length && sight.names.every((name, place) => offers[place]?.startsWith(name))
        );
      }
      case 'lines': {
        const lines = textsOf(document.querySelectorAll('main table [role="rowheader"], main table th[scope="row"]'));
        return lines.length === sight.count && lines.some((line) => line.includes(sight.name));
      }
    }
  };

  /** A frame is over when the task behind it begins: what was changed before it has been drawn. */
  const endOfFrame = (): Promise<number> =>
    new Promise((resolve) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.addEventListener('message', () => resolve(performance.now()));
        port1.start();
        port2.postMessage(null);
      });
    });

  globalThis.keyProbe = {
    longTasks: [],
    stands,
    press() {
      pressedAt = performance.now();
    },
    watch(sight) {
      answer = new Promise((resolve, reject) => {
        const check = (): void => {
          if (!stands(sight)) return;
          observer.disconnect();
          clearTimeout(patience);
          void endOfFrame().then((at) => resolve(at - pressedAt));
        };
        const observer = new MutationObserver(check);
        const patience = setTimeout(() => {
          observer.disconnect();
          const main = document.querySelector('main, [role="dialog"]')?.textContent ?? '';
          const offers = textsOf(document.querySelectorAll('[role="option"]')).slice(0, 8).join(' | ');
          reject(new Error(`not seen: ${JSON.stringify(sight)}; there is: ${offers} … ${main.slice(0, 200)}`));
        }, PATIENCE);
        observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
      });
      answer.catch(() => undefined);
    },
    seen: () => answer,
  };
  const note = (event: Event): void => {
    pressedAt = event.timeStamp;
  };
  addEventListener('keydown', note, { capture: true });
  addEventListener('pointerdown', note, { capture: true });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) globalThis.keyProbe.longTasks.push(duration);
  }).observe({ type: 'longtask' });
}
