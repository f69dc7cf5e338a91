/** Lets one in at a time, in the order of arrival. */
export interface Turnstile {
  run<Result>(work: () => Result | Promise<Result>): Promise<Result>;
}

export function createTurnstile(): Turnstile {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(work) {
      const result = last.then(work);
      last = result.catch(() => undefined);
      return result;
    },
  };
}
