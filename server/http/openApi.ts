import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { DEVICE_ROUTES, serverContract } from '../../shared/contract/server.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';

/** The OpenAPI document of the server's API, from the same declaration as its routes. */
export async function createOpenApiDocument(): Promise<unknown> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const document = await generator.generate(serverContract, {
    info: {
      title: 'Peyvand server',
      version: String(PROTOCOL_VERSION),
      description:
        'Errors have the body { code, facts }. Devices stay connected to GET /sync/v1/poke (server-sent events) to hear when to pull.',
    },
    components: {
      securitySchemes: { device: { type: 'http', scheme: 'bearer', description: 'The token that enrolment gave' } },
    },
  });
  const devicePaths = new Set(DEVICE_ROUTES.map((name) => serverContract[name]['~orpc'].route.path));
  for (const [path, operations] of Object.entries(document.paths ?? {})) {
    if (devicePaths.has(path as `/${string}`) && operations?.post) operations.post.security = [{ device: [] }];
  }
  return document;
}
