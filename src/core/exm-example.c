/* exm-example.c - one example: what the model is shown and what it should answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-example.h"

#include <glib/gi18n-lib.h>

G_DEFINE_BOXED_TYPE (ExmExample, exm_example, exm_example_copy, exm_example_free)

ExmTurn *
exm_turn_new (ExmRole     role,
              const char *text)
{
  ExmTurn *turn = g_new (ExmTurn, 1);

  g_return_val_if_fail (text != NULL, NULL);

  turn->role = role;
  turn->text = g_strdup (text);
  return turn;
}

void
exm_turn_free (ExmTurn *turn)
{
  if (turn == NULL)
    return;
  g_free (turn->text);
  g_free (turn);
}

ExmExample *
exm_example_new (void)
{
  ExmExample *self = g_new0 (ExmExample, 1);

  self->input = g_strdup ("");
  return self;
}

static gpointer
copy_turn (gconstpointer source,
           gpointer      user_data)
{
  const ExmTurn *turn = source;

  return exm_turn_new (turn->role, turn->text);
}

ExmExample *
exm_example_copy (const ExmExample *self)
{
  ExmExample *copy;

  if (self == NULL)
    return NULL;
  copy = g_memdup2 (self, sizeof *self);
  copy->input = g_strdup (self->input);
  copy->output = g_strdup (self->output);
  copy->system = g_strdup (self->system);
  copy->note = g_strdup (self->note);
  copy->author = g_strdup (self->author);
  copy->thread = g_strdup (self->thread);
  copy->url = g_strdup (self->url);
  copy->raw = self->raw != NULL ? g_bytes_ref (self->raw) : NULL;
  copy->turns = NULL;
  if (self->turns != NULL)
    {
      copy->turns = g_ptr_array_copy (self->turns, copy_turn, NULL);
      g_ptr_array_set_free_func (copy->turns, (GDestroyNotify)exm_turn_free);
    }
  return copy;
}

void
exm_example_free (ExmExample *self)
{
  if (self == NULL)
    return;
  g_free (self->input);
  g_free (self->output);
  g_free (self->system);
  g_free (self->note);
  g_free (self->author);
  g_free (self->thread);
  g_free (self->url);
  g_clear_pointer (&self->turns, g_ptr_array_unref);
  g_clear_pointer (&self->raw, g_bytes_unref);
  g_free (self);
}

ExmState
exm_example_get_state (const ExmExample *self)
{
  g_return_val_if_fail (self != NULL, EXM_STATE_TODO);

  if (self->mark == EXM_MARK_SKIPPED)
    return EXM_STATE_SKIPPED;
  if (self->mark == EXM_MARK_FLAGGED)
    return EXM_STATE_FLAGGED;
  if (self->label != 0 || (self->output != NULL && *self->output != '\0'))
    return EXM_STATE_DONE;
  return EXM_STATE_TODO;
}

const char *
exm_state_to_string (ExmState state)
{
  switch (state)
    {
    case EXM_STATE_TODO:
      return C_ ("state of an example", "To Do");
    case EXM_STATE_DONE:
      return C_ ("state of an example", "Done");
    case EXM_STATE_SKIPPED:
      return C_ ("state of an example", "Skipped");
    case EXM_STATE_FLAGGED:
      return C_ ("state of an example", "Flagged");
    default:
      g_return_val_if_reached (NULL);
    }
}
