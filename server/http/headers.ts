/**
 * What every answer says to a browser that was led here: this is data for a program. It is nobody's page, script, frame or download, and is kept
 * nowhere. (OWASP REST Security Cheat Sheet, "Security headers".)
 */
const ON_EVERY_ANSWER: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** A year, in seconds (RFC 6797). Without includeSubDomains: what else a company has under its name is not ours to say. */
const STRICT_TRANSPORT = 'max-age=31536000';

/** @param isProtected The line is TLS here, or up to a proxy of ours that says so: only then may HSTS be said (RFC 6797, section 7.2). */
export const securityHeaders = (isProtected: boolean): Readonly<Record<string, string>> =>
  isProtected ? { ...ON_EVERY_ANSWER, 'strict-transport-security': STRICT_TRANSPORT } : ON_EVERY_ANSWER;
