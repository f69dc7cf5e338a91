interface Preventable {
  preventDefault(): void;
  readonly defaultPrevented: boolean;
}

/** An event of Electron whose usual course a listener can prevent. */
export function preventable<Facts extends object>(facts: Facts = {} as Facts): Facts & Preventable {
  let defaultPrevented = false;
  return Object.defineProperty({ ...facts, preventDefault: () => (defaultPrevented = true) }, 'defaultPrevented', {
    get: () => defaultPrevented,
  }) as unknown as Facts & Preventable;
}
