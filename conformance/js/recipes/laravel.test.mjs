import { existsSync } from 'node:fs'
import { describeRecipe, TOKEN_KEY } from '../support/recipe.mjs'

/** Where Debian's package php-laravel-framework puts it; `./verify` installs it. */
if (existsSync('/usr/share/php/Illuminate/Foundation')) {
  describeRecipe('laravel', {
    endpoint: '/broadcasting/auth',
    trustFor: () => ({ 'token-keys': [TOKEN_KEY] }),
  })
}
