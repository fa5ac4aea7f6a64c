import { describeRecipe, TOKEN_KEY } from '../support/recipe.mjs'

describeRecipe('laravel', { endpoint: '/broadcasting/auth', trustFor: () => ({ 'token-keys': [TOKEN_KEY] }) })
