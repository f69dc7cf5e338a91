/** Entry of the Electron host: the main process. The story is in `shell.ts`, which is given everything it needs of Electron. */
import * as electron from 'electron';

electron.app.enableSandbox();
