/** A job as a stream of what it tells. Whoever ends the stream cancels the job, and nothing of it runs when the stream is over. */

type Tell<Event> = (event: Event) => void;

/** @param work Gets a signal that ends with `signal` or with the stream. What it throws ends the stream. */
export async function* tellProgress<Event extends { readonly type: string }>(
  signal: AbortSignal,
  work: (tell: Tell<Event>, ends: AbortSignal) => Promise<void>,
): AsyncGenerator<Event, void, void> {
  const cancelling = new AbortController();
  let news: Event[] = [];
  let isOver = false;
  let wake: () => void = () => {};
  const tell: Tell<Event> = (event) => {
    // Of progress only the newest is of interest; a slow window gets no queue of it.
    const isOutdated = news.at(-1)?.type === 'progress' && event.type === 'progress';
    news = [...(isOutdated ? news.slice(0, -1) : news), event];
    wake();
  };
  const working = work(tell, AbortSignal.any([signal, cancelling.signal])).finally(() => {
    isOver = true;
    wake();
  });
  // Awaited below; until then its failure must not count as nobody's.
  working.catch(() => undefined);
  try {
    while (!isOver || news.length > 0) {
      const told = news;
      news = [];
      yield* told;
      if (!isOver && news.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    }
    await working;
  } finally {
    cancelling.abort();
    await working.catch(() => undefined);
  }
}
