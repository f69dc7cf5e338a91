import { useCallback, useEffect, useRef, useState } from 'react';
import type { PeyvandError } from '../../shared/base/errors.ts';
import { fail, ok, type Result } from '../../shared/base/result.ts';
import { toPeyvandError } from './follow.ts';
import type { Method } from './methods.ts';

export interface Command<Input, Output> {
  /** Runs it and tells how it went; never throws what the core refused. A second call while one is under way waits for nothing: disable the button. */
  run(input: Input): Promise<Result<Output>>;
  readonly busy: boolean;
  /** Why the last run failed, until the next one. */
  readonly error: PeyvandError | null;
  reset(): void;
}

/** One command of the core: `const save = useCommand(core.customers.edit)`. It is finished also when its page is gone. */
export function useCommand<Input, Output>(method: Method<Input, Output>): Command<Input, Output> {
  const [state, setState] = useState<{ busy: boolean; error: PeyvandError | null }>({ busy: false, error: null });
  const isMounted = useRef(true);
  useEffect(() => {
    isMounted.current = true;
    return () => {
      isMounted.current = false;
    };
  }, []);

  const run = useCallback(
    async (input: Input): Promise<Result<Output>> => {
      setState({ busy: true, error: null });
      const result = await attempt(method, input);
      if (isMounted.current) setState({ busy: false, error: result.ok ? null : result.error });
      return result;
    },
    [method],
  );
  const reset = useCallback(() => setState({ busy: false, error: null }), []);
  return { run, busy: state.busy, error: state.error, reset };
}

/** Calls a method of the core; what it refuses is a value. */
export async function attempt<Input, Output>(method: Method<Input, Output>, input: Input): Promise<Result<Output>> {
  try {
    return ok(await method(input));
  } catch (error) {
    return fail(toPeyvandError(error));
  }
}
