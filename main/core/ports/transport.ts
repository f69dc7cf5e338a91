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
import type { ErasedRequest, StandingReply, StandingRequest } from '../../../shared/sync/lease.ts';
import type {
  RecoveryTicketCallInputs,
  RecoveryTicketCallName,
  RecoveryTicketCallReplies,
} from '../../../shared/contract/recovery.ts';
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

/** What a device asks and says whatever became of its token, which may lie in a store that is closed. */
export interface StandingTransport {
  /** The last signed order about it. Fails with `throttled`, `server_unreachable`, … */
  standing(request: StandingRequest, signal?: AbortSignal): Promise<StandingReply>;
  /** Its keys are gone. Fails as `standing` does, and with `signature_invalid` when the server has no reason to believe it. */
  erased(request: ErasedRequest, signal?: AbortSignal): Promise<unknown>;
  /** With a ticket of sign-in: `recoveryTicketCalls` of the contract. */
  askForRecovery<Name extends RecoveryTicketCallName>(
    name: Name,
    input: RecoveryTicketCallInputs[Name],
    signal?: AbortSignal,
  ): Promise<RecoveryTicketCallReplies[Name]>;
}

export type OpenTransport = (serverUrl: string) => ServerTransport & StandingTransport;
