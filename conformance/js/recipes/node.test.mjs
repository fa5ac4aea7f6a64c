import { describeRecipe, TOKEN_KEY } from '../support/recipe.mjs'

describeRecipe('node', { endpoint: '/pusher/auth', trustFor: () => ({ 'token-keys': [TOKEN_KEY] }) })
