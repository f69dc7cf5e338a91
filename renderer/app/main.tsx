// First: what reads the address later must not find a key in it.
import './windowKey.ts';
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import '../ui/theme/colors.css';
import '../ui/theme/global.css';
import { createRoot } from 'react-dom/client';
import { createConnection } from '../data/connection.ts';
import { installReactAriaStrings } from '../ui/locale/reactAriaStrings.ts';
import { App } from './App.tsx';
import { openFromShell } from './openFromShell.ts';
import { isByPort, openHostWire } from './openHostWire.ts';

installReactAriaStrings();
if (isByPort()) openFromShell(window);

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root');
createRoot(root).render(<App connection={createConnection(openHostWire)} />);
