// Structured output: what comes back parses into what was asked for.
import assert from 'node:assert/strict';
import { interactions, jsonOutput, listed, MODEL, shows, text, written } from './client.mjs';

const RECIPE = {
  type: 'object',
  properties: {
    title: { type: 'string' },
    servings: { type: 'integer', minimum: 1, maximum: 12 },
    difficulty: { enum: ['easy', 'hard'] },
    ingredients: { type: 'array', items: { type: 'string', minLength: 2 }, minItems: 2 },
  },
  required: ['title', 'servings', 'difficulty', 'ingredients'],
};

const check = (recipe) => {
  assert.equal(typeof recipe.title, 'string');
  assert.ok(Number.isInteger(recipe.servings) && recipe.servings >= 1 && recipe.servings <= 12);
  assert.ok(['easy', 'hard'].includes(recipe.difficulty));
  assert.ok(recipe.ingredients.length >= 2);
};

shows('structured', 'the text is what the schema says', async () => {
  check(JSON.parse(text(await interactions.create({ model: MODEL, input: 'Bread.', ...jsonOutput(RECIPE) }))));
});

shows('structured', 'so is the text of a stream', async () => {
  const asked = { model: MODEL, input: 'Bread.', stream: true, ...jsonOutput(RECIPE) };
  check(JSON.parse(written(await listed(await interactions.create(asked)))));
});
