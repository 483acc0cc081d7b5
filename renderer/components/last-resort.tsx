/** Catches a page that breaks while it is drawn: an empty window would leave nobody a way to go on or to close. */
import { Component, type ReactNode } from 'react';
import { type AppError, toAppError } from '../../shared/errors.ts';
import { NoWayOn } from './no-way-on.tsx';

interface Props {
  readonly onClose: () => void;
  readonly children: ReactNode;
}

interface State {
  readonly error: AppError | null;
}

/** React knows this only as a class. */
export class LastResort extends Component<Props, State> {
  override readonly state: State = { error: null };

  static getDerivedStateFromError(thrown: unknown): State {
    return { error: toAppError(thrown) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return <NoWayOn error={error} onAgain={() => this.setState({ error: null })} onClose={this.props.onClose} />;
  }
}
