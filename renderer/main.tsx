/** Entry of the window. */
import './strict-zod.ts';
import { createRoot } from 'react-dom/client';
import { windowApi } from './api.ts';
import { App } from './app.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no root');
createRoot(root).render(<App api={windowApi()} />);
