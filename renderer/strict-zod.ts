/** Imported before any schema is made: the content security policy forbids the code that zod would otherwise generate. */
import { z } from 'zod';

z.config({ jitless: true });
