import { describe, expect, it } from 'vitest';
import { createEmitter } from '../../../shared/base/emitter.ts';
import type { OpenSession } from '../session/openSession.ts';
import { followValue, whileSessionLasts } from './follow.ts';

function createSource(start: number) {
  const moved = createEmitter<void>();
  let value = start;
  return {
    moved,
    set(next: number) {
      value = next;
      moved.emit();
    },
    follow: (signal?: AbortSignal) =>
      followValue(
        () => value,
        (listener) => moved.subscribe(listener),
        signal,
      ),
  };
}

describe('following a value', () => {
  it('gives the value now, then each other one, and nothing twice', async () => {
    const source = createSource(1);
    const stream = source.follow();
    expect(await stream.next()).toEqual({ done: false, value: 1 });
    const next = stream.next();
    source.set(1);
    source.set(2);
    expect(await next).toEqual({ done: false, value: 2 });
    await stream.return?.();
  });

  it('gives a slow reader the newest value, never a queue', async () => {
    const source = createSource(1);
    const stream = source.follow();
    await stream.next();
    for (let value = 2; value <= 100; value += 1) source.set(value);
    expect(await stream.next()).toEqual({ done: false, value: 100 });
    await stream.return?.();
  });

  it('ends while it waits, by return or by the signal, and lets go of its source', async () => {
    const source = createSource(1);
    const controller = new AbortController();
    const [returned, aborted] = [source.follow(), source.follow(controller.signal)];
    await Promise.all([returned.next(), aborted.next()]);
    expect(source.moved.size).toBe(2);
    const waiting = [returned.next(), aborted.next()];
    await returned.return?.();
    controller.abort();
    expect(await Promise.all(waiting)).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
    ]);
    expect(source.moved.size).toBe(0);
  });

  it('fails as its source does', async () => {
    const stream = followValue(
      () => {
        throw new Error('broken');
      },
      () => () => {},
    );
    await expect(stream.next()).rejects.toThrow('broken');
  });
});

describe('streams of a session', () => {
  const open = () => {
    const ending = new AbortController();
    const source = createSource(1);
    const stream = whileSessionLasts({ ended: ending.signal } as OpenSession, source.follow());
    return { ending, source, stream };
  };

  it('fail with `locked` when the session ends, waiting or not, and let go of their source', async () => {
    const waiting = open();
    await waiting.stream.next();
    const next = waiting.stream.next();
    waiting.ending.abort();
    await expect(next).rejects.toMatchObject({ code: 'locked' });
    expect(waiting.source.moved.size).toBe(0);
    const idle = open();
    await idle.stream.next();
    idle.ending.abort();
    await expect(idle.stream.next()).rejects.toMatchObject({ code: 'locked' });
    expect(idle.source.moved.size).toBe(0);
  });

  it('end quietly when their reader goes', async () => {
    const { stream, source } = open();
    await stream.next();
    const next = stream.next();
    await stream.return?.();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(source.moved.size).toBe(0);
  });
});
