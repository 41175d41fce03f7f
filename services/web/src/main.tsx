import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import './app/base.css';

const place = document.getElementById('root');
if (place) createRoot(place).render(<App />);
