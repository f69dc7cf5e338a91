/** The loopback host in a process of its own, as `npm start` runs it. Tells its parent the address of its window. */
import { startLoopbackHost } from '../../main/hosts/loopback/main.ts';

const [dataDirectory = '', rendererDirectory = ''] = process.argv.slice(2);
// Nobody listens there: the person is offline.
const serverUrl = 'http://127.0.0.1:1';
const host = await startLoopbackHost({ port: 0, dataDirectory, rendererDirectory, serverUrl });

process.once('message', () => void host.close().then(() => process.disconnect()));
process.once('disconnect', () => void host.close());
process.send?.(host.url);
