/* exm-cli-choice.c - which account, and what it was last used with
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cli"

#include "config.h"

#include "exm-cli-private.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#define KEY_PROJECT "project"
#define KEY_REGION "region"
#define KEY_BUCKET "bucket"

void
_exm_cli_choice_clear (ExmCliChoice *self)
{
  g_clear_pointer (&self->account, g_free);
  g_clear_pointer (&self->project, g_free);
  g_clear_pointer (&self->region, g_free);
  g_clear_pointer (&self->bucket, g_free);
}

void
_exm_cli_choice_add_options (ExmCliChoice   *self,
                             gboolean        with_place,
                             GOptionContext *context)
{
  /* clang-format off */
  const GOptionEntry who[] = {
    { "account", 'a', 0, G_OPTION_ARG_STRING, &self->account, N_("Account: its e-mail or id, “practice” or “environment”"), N_("ACCOUNT") },
    { "project", 'p', 0, G_OPTION_ARG_STRING, &self->project, N_("Google Cloud project; remembered for the account"), N_("ID") },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */
  /* clang-format off */
  const GOptionEntry place[] = {
    { "region", 'r', 0, G_OPTION_ARG_STRING, &self->region, N_("Tuning region; remembered for the account"), N_("REGION") },
    { "bucket", 'b', 0, G_OPTION_ARG_STRING, &self->bucket, N_("Bucket for the files; remembered for the account"), N_("NAME") },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  g_option_context_add_main_entries (context, who, GETTEXT_PACKAGE);
  if (with_place)
    g_option_context_add_main_entries (context, place, GETTEXT_PACKAGE);
}

/* --- what is remembered ------------------------------------------------------------ */

/* Accounts of a stand-in have the same fixed names, and must not hand their projects
 * to real ones. */
static char *
dup_path (void)
{
  const char *name = g_getenv ("EXEMPLAR_GOOGLE_ORIGIN") != NULL ? "command-line-standin.ini" : "command-line.ini";

  return g_build_filename (g_get_user_config_dir (), "exemplar", name, NULL);
}

static GKeyFile *
load (const char *path)
{
  GKeyFile *file = g_key_file_new ();
  g_autoptr(GError) error = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &error) &&
      !g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    g_debug ("%s: %s", path, error->message);
  return file;
}

void
_exm_cli_choice_recall (ExmCliChoice *self,
                        const char   *id)
{
  g_autofree char *path = dup_path ();
  g_autoptr(GKeyFile) file = load (path);
  g_autofree char *project = g_key_file_get_string (file, id, KEY_PROJECT, NULL);

  if (self->project == NULL)
    self->project = g_strdup (project);
  if (self->region == NULL)
    self->region = g_key_file_get_string (file, id, KEY_REGION, NULL);
  if (self->bucket == NULL && g_strcmp0 (self->project, project) == 0)
    self->bucket = g_key_file_get_string (file, id, KEY_BUCKET, NULL);
}

/* @before: (transfer full): the text that was read */
static void
save (GKeyFile   *file,
      const char *path,
      char       *before)
{
  g_autofree char *former = before;
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *after = g_key_file_to_data (file, NULL, NULL);
  g_autoptr(GError) error = NULL;

  if (g_str_equal (former, after))
    return;
  g_mkdir_with_parents (folder, 0700);
  /* A convenience: that it cannot be written stops nobody. */
  if (!g_file_set_contents_full (path, after, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_debug ("%s: %s", path, error->message);
}

static void
set (GKeyFile   *file,
     const char *id,
     const char *key,
     const char *value)
{
  if (value != NULL)
    g_key_file_set_string (file, id, key, value);
}

void
_exm_cli_choice_remember (const char *id,
                          const char *project,
                          const char *region,
                          const char *bucket)
{
  g_autofree char *path = dup_path ();
  g_autoptr(GKeyFile) file = load (path);
  g_autofree char *former = g_key_file_get_string (file, id, KEY_PROJECT, NULL);
  char            *before = g_key_file_to_data (file, NULL, NULL);

  if (project != NULL && g_strcmp0 (former, project) != 0)
    g_key_file_remove_key (file, id, KEY_BUCKET, NULL);
  set (file, id, KEY_PROJECT, project);
  set (file, id, KEY_REGION, region);
  set (file, id, KEY_BUCKET, bucket);
  save (file, path, before);
}

void
_exm_cli_choice_forget_bucket (const char *id,
                               const char *bucket)
{
  g_autofree char *path = dup_path ();
  g_autoptr(GKeyFile) file = load (path);
  g_autofree char *known = g_key_file_get_string (file, id, KEY_BUCKET, NULL);
  char            *before = g_key_file_to_data (file, NULL, NULL);

  if (g_strcmp0 (known, bucket) == 0)
    g_key_file_remove_key (file, id, KEY_BUCKET, NULL);
  save (file, path, before);
}

void
_exm_cli_choice_forget (const char *id)
{
  g_autofree char *path = dup_path ();
  g_autoptr(GKeyFile) file = load (path);
  char *before = g_key_file_to_data (file, NULL, NULL);

  g_key_file_remove_group (file, id, NULL);
  save (file, path, before);
}
