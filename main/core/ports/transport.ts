/** The road to the server as the core sees it: HTTP in the product, a direct call in tests. Fails with PeyvandError `server_unreachable`, `server_refused`, `protocol_newer`… */
import type {
  EnrolReply,
  EnrolRequest,
  HandshakeReply,
  HandshakeRequest,
  Poke,
  PullReply,
  PullRequest,
  PushReply,
  PushRequest,
  SampleUsersReply,
  SignInReply,
  SignInRequest,
} from '../../../shared/sync/protocol.ts';
import type { DeviceCallInputs, DeviceCallName, DeviceCallReplies } from '../../../shared/contract/server.ts';

export interface ServerTransport {
  sampleUsers(signal?: AbortSignal): Promise<SampleUsersReply>;
  signIn(request: SignInRequest, signal?: AbortSignal): Promise<SignInReply>;
  enrol(request: EnrolRequest, signal?: AbortSignal): Promise<EnrolReply>;
  handshake(token: string, request: HandshakeRequest, signal?: AbortSignal): Promise<HandshakeReply>;
  push(token: string, request: PushRequest, signal?: AbortSignal): Promise<PushReply>;
  pull(token: string, request: PullRequest, signal?: AbortSignal): Promise<PullReply>;
  /** Whatever a device asks outside of a round: `deviceCalls` of the server's contract. */
  call<Name extends DeviceCallName>(
    token: string,
    name: Name,
    input: DeviceCallInputs[Name],
    signal?: AbortSignal,
  ): Promise<DeviceCallReplies[Name]>;
  /** Ends (without throwing) when the connection does; the caller reconnects with back-off. */
  pokes(token: string, signal: AbortSignal): AsyncIterable<Poke>;
}

export type OpenTransport = (serverUrl: string) => ServerTransport;
