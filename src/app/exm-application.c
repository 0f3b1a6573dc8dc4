/* exm-application.c - the app: windows, the library, what is common to all
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-application.h"

#include <glib/gi18n-lib.h>

#include "exm-account-manager.h"
#include "exm-practice-manager.h"
#include "exm-preferences.h"
#include "exm-settings.h"
#include "exm-told.h"
#include "exm-window.h"

#define RESOURCE_PATH "/io/github/exemplar/Exemplar"

struct _ExmApplication
{
  AdwApplication parent_instance;

  ExmLibrary *library;
};

G_DEFINE_FINAL_TYPE (ExmApplication, exm_application, ADW_TYPE_APPLICATION)

static const ExmShortcut shortcuts[] = {
  { "app.quit", { "<Control>q" } },
  { "app.preferences", { "<Control>comma" } },
  { "app.new-window", { "<Shift><Control>n" } },
  { "window.close", { "<Control>w" } },
  { "win.open", { "<Control>o" } },
  { "win.new", { "<Control>n" } },
  { "win.import", { "<Control>i" } },
  { "win.export", { "<Shift><Control>s" } },
  { "win.library", { "<Alt>Home" } },
  { "win.find", { "<Control>f" } },
  { "win.add", { "<Shift><Control>a" } },
  { "win.labels", { "<Control>l" } },
  { "win.sidebar", { "F9" } },
  { "win.show-page::examples", { "<Alt>1" } },
  { "win.show-page::label", { "<Alt>2" } },
  { "win.show-page::review", { "<Alt>3" } },
  { "win.show-page::tune", { "<Alt>4" } },
  { "win.show-page::test", { "<Alt>5" } },
};

const ExmShortcut *
exm_application_get_shortcuts (gsize *n_shortcuts)
{
  *n_shortcuts = G_N_ELEMENTS (shortcuts);
  return shortcuts;
}

/* --- actions ------------------------------------------------------------------------------- */

static void
exm_application_quit_action (GSimpleAction *action,
                             GVariant      *parameter,
                             gpointer       user_data)
{
  GtkApplication *application = GTK_APPLICATION (user_data);

  /* Closing keeps sizes and writes what is being typed; the app ends with the
   * last dataset. */
  for (GList *l = g_list_copy (gtk_application_get_windows (application)), *next; l != NULL; l = next)
    {
      next = l->next;
      gtk_window_close (GTK_WINDOW (l->data));
      g_list_free_1 (l);
    }
}

static void
exm_application_about_action (GSimpleAction *action,
                              GVariant      *parameter,
                              gpointer       user_data)
{
  exm_preferences_show_about (gtk_application_get_active_window (GTK_APPLICATION (user_data)));
}

static void
exm_application_preferences_action (GSimpleAction *action,
                                    GVariant      *parameter,
                                    gpointer       user_data)
{
  exm_preferences_show (gtk_application_get_active_window (GTK_APPLICATION (user_data)));
}

static ExmWindow *
exm_application_make_window (ExmApplication *self)
{
  ExmWindow *window = exm_window_new (ADW_APPLICATION (self), self->library);

  gtk_window_present (GTK_WINDOW (window));
  return window;
}

static void
exm_application_new_window_action (GSimpleAction *action,
                                   GVariant      *parameter,
                                   gpointer       user_data)
{
  exm_application_make_window (EXM_APPLICATION (user_data));
}

/* The notification at the end of a job: its dataset, on the Tune page. */
static void
exm_application_show_job_action (GSimpleAction *action,
                                 GVariant      *parameter,
                                 gpointer       user_data)
{
  ExmApplication *self = EXM_APPLICATION (user_data);
  g_autoptr(GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    {
      ExmDataset *dataset = EXM_IS_WINDOW (l->data) ? exm_window_get_dataset (l->data) : NULL;

      if (dataset != NULL && g_file_equal (exm_dataset_get_file (dataset), file))
        {
          gtk_window_present (l->data);
          exm_window_show_newest_job (l->data);
          return;
        }
    }
  g_settings_set_string (exm_settings_get_default (), "last-page", "tune");
  exm_window_open_file (exm_application_make_window (self), file);
}

/* --- application ------------------------------------------------------------------------------ */

static void
exm_application_style_cb (GSettings  *settings,
                          const char *key,
                          gpointer    user_data)
{
  static const AdwColorScheme schemes[] = { ADW_COLOR_SCHEME_DEFAULT, ADW_COLOR_SCHEME_FORCE_LIGHT, ADW_COLOR_SCHEME_FORCE_DARK };
  int                         choice = g_settings_get_enum (settings, "color-scheme");

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), schemes[CLAMP (choice, 0, 2)]);
}

static void
exm_application_startup (GApplication *application)
{
  static const GActionEntry entries[] = {
    { "quit", exm_application_quit_action, NULL, NULL, NULL, { 0 } },
    { "about", exm_application_about_action, NULL, NULL, NULL, { 0 } },
    { "preferences", exm_application_preferences_action, NULL, NULL, NULL, { 0 } },
    { "show-job", exm_application_show_job_action, "s", NULL, NULL, { 0 } },
    { "new-window", exm_application_new_window_action, NULL, NULL, NULL, { 0 } },
  };
  ExmApplication *self = EXM_APPLICATION (application);
  g_autoptr(GFile) folder = exm_library_default_folder ();

  G_APPLICATION_CLASS (exm_application_parent_class)->startup (application);

  exm_told_begin ();
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  for (gsize i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), shortcuts[i].action, (const char *const *)shortcuts[i].accels);
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()), RESOURCE_PATH "/icons");
  g_signal_connect_object (exm_settings_get_default (), "changed::color-scheme",
                           G_CALLBACK (exm_application_style_cb), self, 0);
  exm_application_style_cb (exm_settings_get_default (), "color-scheme", self);
  gtk_window_set_default_icon_name (EXM_APP_ID);
  self->library = exm_library_new (folder);
}

static void
exm_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window != NULL)
    gtk_window_present (window);
  else
    exm_application_make_window (EXM_APPLICATION (application));
}

static ExmWindow *
exm_application_free_window (ExmApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (EXM_IS_WINDOW (l->data) && exm_window_is_free (l->data))
      return l->data;
  return NULL;
}

static void
exm_application_open (GApplication *application,
                      GFile       **files,
                      int           n_files,
                      const char   *hint)
{
  ExmApplication *self = EXM_APPLICATION (application);

  for (int i = 0; i < n_files; i++)
    {
      ExmWindow *window = i == 0 ? exm_application_free_window (self) : NULL;

      if (window == NULL)
        window = exm_application_make_window (self);
      gtk_window_present (GTK_WINDOW (window));
      exm_window_open_file (window, files[i]);
    }
}

static void
exm_application_shutdown (GApplication *application)
{
  ExmApplication *self = EXM_APPLICATION (application);

  exm_account_manager_shutdown ();
  exm_practice_manager_shutdown ();
  if (self->library != NULL)
    exm_library_empty_trash (self->library);
  g_clear_object (&self->library);

  G_APPLICATION_CLASS (exm_application_parent_class)->shutdown (application);
}

static void
exm_application_class_init (ExmApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->startup = exm_application_startup;
  application_class->activate = exm_application_activate;
  application_class->open = exm_application_open;
  application_class->shutdown = exm_application_shutdown;
}

static void
exm_application_init (ExmApplication *self)
{
}

ExmApplication *
exm_application_new (void)
{
  return g_object_new (EXM_TYPE_APPLICATION,
                       "application-id", EXM_APP_ID,
                       "flags", G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", RESOURCE_PATH,
                       NULL);
}
