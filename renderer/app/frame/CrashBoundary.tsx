import { Component, type ErrorInfo, type ReactNode } from 'react';
import { CrashScreen } from './CrashScreen.tsx';

interface State {
  readonly crash: { readonly details: string } | null;
}

/** The last net: a defect anywhere in the window ends here, with words and a way on, never with an empty page. */
export class CrashBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { crash: null };

  static getDerivedStateFromError(error: unknown): State {
    return { crash: { details: error instanceof Error ? (error.stack ?? error.message) : String(error) } };
  }

  override componentDidCatch(_error: unknown, info: ErrorInfo): void {
    this.setState(({ crash }) => ({ crash: crash && { details: `${crash.details}\n${info.componentStack ?? ''}` } }));
  }

  override render(): ReactNode {
    return this.state.crash ? <CrashScreen details={this.state.crash.details} /> : this.props.children;
  }
}
