/** Electron's fuses: what the program can no longer do once it is packed, whatever its own code or its command line say. */
import { FuseV1Options, FuseVersion, type FuseConfig } from '@electron/fuses';

/** Every fuse has a line here: one that a new Electron brings fails the packing until it was thought about. */
export const FUSES = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  // As plain Node the program would run anybody's script under our name and signature. `utilityProcess` does not need it; `fork` would.
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  // A debugger on the core would read keys. Specs over Electron run the unpacked programs for this reason.
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  // macOS and Windows check what the archive holds against what was signed; on Linux nothing is signed and nothing checked.
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // The window has a scheme of its own and never a file: address.
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  // Passphrases are hashed in WebAssembly: bounds are checked by the processor, not by slower code.
  [FuseV1Options.WasmTrapHandlers]: true,
} as const satisfies FuseConfig;
