/** RxDB's own test helpers. They import two packages that RxDB does not install with itself; what is used of them is given here. */
import { registerHooks } from 'node:module';

const STAND_INS: Readonly<Record<string, string>> = {
  clone: 'export default structuredClone;',
  'async-test-util': `
    export const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
    export const randomString = (length = 5) =>
      Array.from({ length }, () => 'abcdefghijklmnopqrstuvwxyz'[Math.floor(Math.random() * 26)]).join('');`,
};

registerHooks({
  resolve(specifier, context, next) {
    const standIn = STAND_INS[specifier];
    if (standIn === undefined) return next(specifier, context);
    return { url: `data:text/javascript,${encodeURIComponent(standIn)}`, shortCircuit: true };
  },
});

export const loadRxdbTestUtils = () => import('rxdb/plugins/test-utils');

type DeclareTest = (title: string, work: () => Promise<void>) => void;

export interface TestRunner {
  readonly describe: (title: string, declare: () => void) => void;
  readonly it: DeclareTest;
  /** Declares a test that must fail. */
  readonly itFails: DeclareTest;
  /** The title of one that is known to. */
  readonly knownToFail: string;
}

/** Their suites look for the globals of Mocha. */
export function lendToMocha({ describe, it, itFails, knownToFail }: TestRunner): void {
  const declareTest: DeclareTest = (title, work) => (title === knownToFail ? itFails : it)(title, work);
  Object.assign(globalThis, { describe, it: declareTest });
}
