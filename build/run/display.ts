/** Whether this machine can show a window: on Linux X11 or Wayland says so, elsewhere there always is a place for one. */
export function hasDisplay(environment: NodeJS.ProcessEnv): boolean {
  return (
    process.platform !== 'linux' ||
    [environment['DISPLAY'], environment['WAYLAND_DISPLAY']].some((name) => name !== undefined && name !== '')
  );
}
