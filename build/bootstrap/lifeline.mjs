// Preloaded into the program that an entry script starts. The entry script holds the other end of the IPC channel; when it
// is killed outright (no signal can be passed on then), the channel closes, and the program ends as on SIGTERM.
import { isMainThread } from 'node:worker_threads';

if (isMainThread && process.channel) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}
