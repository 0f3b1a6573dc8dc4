/* finalized.h - the last reference to an object goes, if not at once then soon
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

/* g_assert_finalize_object() with patience: a worker thread gives its reference back
 * just after the callback of its task has run. */
static inline void
assert_finalized_soon (gpointer object)
{
  GWeakRef weak;
  GObject *alive;

  g_weak_ref_init (&weak, object);
  g_object_unref (object);
  for (guint ms = 0; ms < 10 * 1000; ms++)
    {
      alive = g_weak_ref_get (&weak);
      if (alive == NULL)
        break;
      g_object_unref (alive);
      g_usleep (1000);
    }
  g_assert_null (alive);
  g_weak_ref_clear (&weak);
}
