import { describe, expect, it } from 'vitest';
import { createEmitter } from './emitter.ts';

describe('emitter', () => {
  it('calls every listener in the order of subscription, until it unsubscribes', () => {
    const emitter = createEmitter<number>();
    const heard: string[] = [];
    const leave = emitter.subscribe((event) => heard.push(`first ${event}`));
    emitter.subscribe((event) => heard.push(`second ${event}`));
    emitter.emit(1);
    leave();
    leave();
    emitter.emit(2);
    expect(heard).toEqual(['first 1', 'second 1', 'second 2']);
    expect(emitter.size).toBe(1);
  });

  it('counts one function that subscribes twice as two', () => {
    const emitter = createEmitter<null>();
    let count = 0;
    const listener = (): void => {
      count += 1;
    };
    const leave = emitter.subscribe(listener);
    emitter.subscribe(listener);
    emitter.emit(null);
    leave();
    emitter.emit(null);
    expect(count).toBe(3);
  });

  it('does not let one listener stop the others', () => {
    const errors: unknown[] = [];
    const emitter = createEmitter<string>((error) => errors.push(error));
    const heard: string[] = [];
    emitter.subscribe(() => {
      throw new Error('first');
    });
    emitter.subscribe((event) => heard.push(event));
    emitter.emit('a');
    expect(heard).toEqual(['a']);
    expect(errors).toEqual([new Error('first')]);
  });

  it('throws after all have heard when nobody takes the errors', () => {
    const emitter = createEmitter<string>();
    const heard: string[] = [];
    const leave = emitter.subscribe(() => {
      throw new Error('first');
    });
    emitter.subscribe((event) => heard.push(event));
    expect(() => emitter.emit('a')).toThrow('first');
    emitter.subscribe(() => {
      throw new Error('third');
    });
    expect(() => emitter.emit('b')).toThrow(AggregateError);
    leave();
    expect(() => emitter.emit('c')).toThrow('third');
    expect(heard).toEqual(['a', 'b', 'c']);
  });

  it('lets a newcomer hear the next event only, and a leaver nothing more', () => {
    const emitter = createEmitter<number>();
    const heard: string[] = [];
    emitter.subscribe((event) => {
      if (event === 1) emitter.subscribe((later) => heard.push(`newcomer ${later}`));
      if (event === 2) leave();
    });
    const leave = emitter.subscribe((event) => heard.push(`leaver ${event}`));
    emitter.emit(1);
    emitter.emit(2);
    expect(heard).toEqual(['leaver 1', 'newcomer 2']);
  });
});
