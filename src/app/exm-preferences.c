/* exm-preferences.c - the few preferences, and what the app is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-preferences.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "exm-settings.h"

static gboolean
style_to_row (GValue   *value,
              GVariant *variant,
              gpointer  user_data)
{
  const char *nick = g_variant_get_string (variant, NULL);

  g_value_set_uint (value, g_str_equal (nick, "light") ? 1 : g_str_equal (nick, "dark") ? 2
                                                                                        : 0);
  return TRUE;
}

static GVariant *
style_from_row (const GValue       *value,
                const GVariantType *type,
                gpointer            user_data)
{
  static const char *const nicks[] = { "system", "light", "dark" };

  return g_variant_new_string (nicks[MIN (g_value_get_uint (value), 2)]);
}

void
exm_preferences_show (GtkWindow *parent)
{
  GSettings *settings = exm_settings_get_default ();
  g_autoptr(GtkBuilder) builder = gtk_builder_new_from_resource ("/io/github/exemplar/Exemplar/exm-preferences.ui");
  AdwPreferencesWindow *window = ADW_PREFERENCES_WINDOW (adw_preferences_window_new ());
  GObject              *style = gtk_builder_get_object (builder, "style_row");

  g_settings_bind_with_mapping (settings, "color-scheme", style, "selected", G_SETTINGS_BIND_DEFAULT,
                                style_to_row, style_from_row, NULL, NULL);
  g_settings_bind (settings, "notify-when-done", gtk_builder_get_object (builder, "notify_switch"), "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "practice-speed", gtk_builder_get_object (builder, "speed_spin"), "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "user-name", gtk_builder_get_object (builder, "name_row"), "text", G_SETTINGS_BIND_DEFAULT);
  adw_preferences_window_add (window, ADW_PREFERENCES_PAGE (gtk_builder_get_object (builder, "page")));
  adw_preferences_window_set_search_enabled (window, FALSE);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (window), 560, 420);
  gtk_window_present (GTK_WINDOW (window));
}

void
exm_preferences_show_about (GtkWindow *parent)
{
  const char      *developers[] = { "The Exemplar contributors", NULL };
  g_autofree char *debug = g_strdup_printf ("Exemplar %s\nGTK %u.%u.%u\nlibadwaita %u.%u.%u\nGLib %u.%u.%u\n", EXM_VERSION,
                                            gtk_get_major_version (), gtk_get_minor_version (), gtk_get_micro_version (),
                                            adw_get_major_version (), adw_get_minor_version (), adw_get_micro_version (),
                                            glib_major_version, glib_minor_version, glib_micro_version);

  adw_show_about_window (parent,
                         "application-name", "Exemplar",
                         "application-icon", EXM_APP_ID,
                         "version", EXM_VERSION,
                         "developer-name", _ ("The Exemplar contributors"), "developers", developers, "comments", _ ("Label posts and tune a model with them"), "website", "https://github.com/exemplar/exemplar", "issue-url", "https://github.com/exemplar/exemplar/issues", "license-type", GTK_LICENSE_GPL_3_0, "debug-info", debug, "release-notes", _ ("<p>The first release: from a file of posts to a tuned model that answers.</p>"),
                                                                                                                                                                                                                                                                                                                                                             /* Translators: your names, one a line */
                                                                                                                                                                                                                                                                                                                                                             "translator-credits", _ ("translator-credits"), NULL);
}
