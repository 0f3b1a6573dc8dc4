/* exm-practice-manager.c - the practice service of this app, started when first needed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-practice-manager.h"

#include <glib/gi18n-lib.h>

#include "exm-practice.h"
#include "exm-settings.h"

struct _ExmPracticeManager
{
  GObject parent_instance;

  char        *state_dir;
  GMutex       start; /* one start at a time, on a worker; taken before lock */
  GMutex       lock;  /* guards what follows, for moments only */
  ExmPractice *practice;
  ExmGoogle   *google;
  double       speed;
  gboolean     from_nothing;
};

G_DEFINE_FINAL_TYPE (ExmPracticeManager, exm_practice_manager, G_TYPE_OBJECT)

static ExmPracticeManager *default_manager;

static void
exm_practice_manager_dispose (GObject *object)
{
  ExmPracticeManager *self = EXM_PRACTICE_MANAGER (object);

  g_mutex_lock (&self->lock);
  if (self->practice != NULL)
    exm_practice_stop (self->practice);
  g_clear_object (&self->google);
  g_clear_object (&self->practice);
  g_mutex_unlock (&self->lock);

  G_OBJECT_CLASS (exm_practice_manager_parent_class)->dispose (object);
}

static void
exm_practice_manager_finalize (GObject *object)
{
  ExmPracticeManager *self = EXM_PRACTICE_MANAGER (object);

  g_free (self->state_dir);
  g_mutex_clear (&self->start);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (exm_practice_manager_parent_class)->finalize (object);
}

static void
exm_practice_manager_class_init (ExmPracticeManagerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = exm_practice_manager_dispose;
  object_class->finalize = exm_practice_manager_finalize;
}

static void
exm_practice_manager_init (ExmPracticeManager *self)
{
  g_mutex_init (&self->start);
  g_mutex_init (&self->lock);
  self->speed = 1;
}

/* On a worker, `start` held. Reads and writes the disk. */
static gboolean
start_service (ExmPracticeManager *self,
               GError            **error)
{
  g_autoptr(ExmPractice) practice = exm_practice_new (self->state_dir, error);
  ExmGoogle *google;

  if (practice == NULL)
    {
      if (error != NULL && g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_BUSY))
        {
          g_clear_error (error);
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY,
                               _("The practice service runs in another program already: close it and try again"));
        }
      return FALSE;
    }
  if (!exm_practice_start (practice, 0, error))
    return FALSE;
  google = exm_google_new_practice (exm_practice_get_url (practice), EXM_PRACTICE_TOKEN, error);
  if (google == NULL)
    return FALSE;
  g_mutex_lock (&self->lock);
  exm_practice_set_speed (practice, self->speed);
  exm_practice_set_obstacles (practice, self->from_nothing ? EXM_PRACTICE_OBSTACLE_NOTHING : 0);
  self->practice = g_steal_pointer (&practice);
  self->google = google;
  g_mutex_unlock (&self->lock);
  return TRUE;
}

static void
connect_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  ExmPracticeManager *self = source;
  GError             *error = NULL;
  ExmGoogle          *google = NULL;

  g_mutex_lock (&self->start);
  if (self->google != NULL || start_service (self, &error))
    google = g_object_ref (self->google);
  g_mutex_unlock (&self->start);
  if (google != NULL)
    g_task_return_pointer (task, google, g_object_unref);
  else
    g_task_return_error (task, error);
}

ExmPracticeManager *
exm_practice_manager_new (const char *state_dir)
{
  ExmPracticeManager *self = g_object_new (EXM_TYPE_PRACTICE_MANAGER, NULL);

  self->state_dir = state_dir != NULL ? g_strdup (state_dir)
                                      : g_build_filename (g_get_user_data_dir (), "exemplar", "practice", NULL);
  return self;
}

static void
speed_changed_cb (GSettings          *settings,
                  const char         *key,
                  ExmPracticeManager *self)
{
  exm_practice_manager_set_speed (self, g_settings_get_double (settings, "practice-speed"));
}

ExmPracticeManager *
exm_practice_manager_get_default (void)
{
  GSettings *settings;

  if (default_manager != NULL)
    return default_manager;
  default_manager = exm_practice_manager_new (NULL);
  settings = exm_settings_get_default ();
  g_signal_connect_object (settings, "changed::practice-speed", G_CALLBACK (speed_changed_cb), default_manager, 0);
  speed_changed_cb (settings, "practice-speed", default_manager);
  return default_manager;
}

void
exm_practice_manager_shutdown (void)
{
  g_clear_object (&default_manager);
}

void
exm_practice_manager_connect_async (ExmPracticeManager *self,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (EXM_IS_PRACTICE_MANAGER (self));

  g_task_set_source_tag (task, exm_practice_manager_connect_async);
  g_task_run_in_thread (task, connect_thread);
}

ExmGoogle *
exm_practice_manager_connect_finish (ExmPracticeManager *self,
                                     GAsyncResult       *result,
                                     GError            **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
exm_practice_manager_set_speed (ExmPracticeManager *self,
                                double              speed)
{
  g_return_if_fail (EXM_IS_PRACTICE_MANAGER (self));

  g_mutex_lock (&self->lock);
  self->speed = speed;
  if (self->practice != NULL)
    exm_practice_set_speed (self->practice, speed);
  g_mutex_unlock (&self->lock);
}

void
exm_practice_manager_set_rehearsal (ExmPracticeManager *self,
                                    gboolean            from_nothing)
{
  g_return_if_fail (EXM_IS_PRACTICE_MANAGER (self));

  g_mutex_lock (&self->lock);
  self->from_nothing = from_nothing != FALSE;
  if (self->practice != NULL)
    exm_practice_set_obstacles (self->practice, self->from_nothing ? EXM_PRACTICE_OBSTACLE_NOTHING : 0);
  g_mutex_unlock (&self->lock);
}
