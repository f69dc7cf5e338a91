/**
 * The window's files under our own scheme. They were read into memory at the start, so an address can only ever name one of them: there is no
 * path to climb out of. The headers are those of the loopback host.
 */
import type { Session } from 'electron';
import type { WindowFiles } from '../../windowFiles.ts';
import { securityHeaders } from '../../windowHeaders.ts';
import { BUNDLE_TYPE } from '../../../../shared/sync/bundle.ts';
import type { OfferedFiles } from '../desktop/offeredFiles.ts';
import type { Parts } from '../electronParts.ts';
import { isWindowAddress, WINDOW_SCHEME } from './windowAddress.ts';

/** Before the app is ready. With an origin of its own and treated as secure; nothing that would go around the page's policy. */
export function registerWindowScheme({ protocol }: Parts<'protocol'>): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: WINDOW_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** @param offered Files that a person opened from the desktop, by their ids (`/offered/<id>`). */
export function serveWindowFiles(
  session: Pick<Session, 'protocol'>,
  files: WindowFiles,
  offered: Pick<OfferedFiles, 'read'>,
): void {
  session.protocol.handle(WINDOW_SCHEME, (request) => {
    const id = OFFERED.exec(URL.parse(request.url)?.pathname ?? '')?.[1];
    return id === undefined || !isWindowAddress(request.url) || request.method !== 'GET'
      ? answer(files, request)
      : answerOffered(offered, id);
  });
}

const OFFERED = /^\/offered\/([\da-f-]{36})$/;

async function answerOffered(offered: Pick<OfferedFiles, 'read'>, id: string): Promise<Response> {
  const file = await offered.read(id);
  if (!file) return refuse(404, 'This file is not offered.');
  return new Response(file.bytes, {
    headers: { ...securityHeaders(), 'content-type': BUNDLE_TYPE, 'cache-control': 'no-store' },
  });
}

function answer(files: WindowFiles, request: Pick<Request, 'url' | 'method'>): Response {
  if (!isWindowAddress(request.url)) return refuse(421, 'This address is not served here.');
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'Only reading is possible here.');
  const file = files.find(new URL(request.url).pathname);
  if (!file) return refuse(404, 'Not found.');
  const body = request.method === 'HEAD' ? null : file.bytes;
  return new Response(body, {
    headers: { ...securityHeaders(), 'content-type': file.type, 'cache-control': 'no-cache', etag: file.tag },
  });
}

function refuse(status: number, words: string): Response {
  return new Response(`${words}\n`, {
    status,
    headers: { ...securityHeaders(), 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });
}
