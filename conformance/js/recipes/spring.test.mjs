import { describeRecipe } from '../support/recipe.mjs'

describeRecipe('spring', { endpoint: '/pusher/auth', trustFor: (url) => ({ 'token-jwks-url': `${url}/jwks.json` }) })
