/* exm-practice-state.c - what the parts of the service share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-private.h"

#include <string.h>

ExmPracticeState *
_exm_practice_state_new (const char *dir, GError **error)
{
  ExmPracticeStore *store = _exm_practice_store_new (dir, error);
  ExmPracticeState *self;

  if (store == NULL)
    return NULL;
  self = g_new0 (ExmPracticeState, 1);
  self->store = store;
  self->runs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                      (GDestroyNotify)_exm_practice_run_free);
  self->brains = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify)_exm_practice_brain_free);
  self->sinks = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)_exm_practice_sink_free);
  g_mutex_init (&self->lock);
  self->speed = 1;
  self->require_token = TRUE;
  self->faults = g_ptr_array_new_with_free_func ((GDestroyNotify)_exm_practice_fault_entry_free);
  return self;
}

void
_exm_practice_state_free (ExmPracticeState *self)
{
  g_clear_pointer (&self->runs, g_hash_table_unref);
  g_clear_pointer (&self->brains, g_hash_table_unref);
  g_clear_pointer (&self->sinks, g_hash_table_unref);
  g_clear_pointer (&self->faults, g_ptr_array_unref);
  _exm_practice_store_free (self->store);
  g_mutex_clear (&self->lock);
  g_free (self->token);
  g_free (self->origin);
  g_free (self);
}

double
_exm_practice_state_get_speed (ExmPracticeState *self)
{
  double speed;

  g_mutex_lock (&self->lock);
  speed = self->speed;
  g_mutex_unlock (&self->lock);
  return speed;
}

guint
_exm_practice_scaled_ms (ExmPracticeState *self, guint ms)
{
  return (guint)(ms / _exm_practice_state_get_speed (self));
}

gboolean
_exm_practice_state_has_obstacle (ExmPracticeState *self, ExmPracticeObstacle obstacle)
{
  gboolean has;

  g_mutex_lock (&self->lock);
  has = (self->obstacles & obstacle) != 0;
  g_mutex_unlock (&self->lock);
  return has;
}

void
_exm_practice_state_clear_obstacle (ExmPracticeState *self, ExmPracticeObstacle obstacle)
{
  g_mutex_lock (&self->lock);
  self->obstacles &= ~(guint)obstacle;
  g_mutex_unlock (&self->lock);
}

/* Numbers that grow, also over restarts: microseconds with three digits more. */
guint64
_exm_practice_state_next_id (ExmPracticeState *self)
{
  const guint64 now = (guint64)g_get_real_time () * 1000;

  self->last_id = MAX (now, self->last_id + 1);
  return self->last_id;
}

char *
_exm_practice_now (void)
{
  const gint64 now = g_get_real_time ();
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (now / G_USEC_PER_SEC);
  g_autofree char *seconds = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");

  return g_strdup_printf ("%s.%06dZ", seconds, (int)(now % G_USEC_PER_SEC));
}
