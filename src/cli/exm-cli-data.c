/* exm-cli-data.c - files that commands read, as datasets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cli"

#include "config.h"

#include "exm-cli-private.h"
#include "exm-import.h"
#include "exm-library.h"
#include "exm-storage-browse.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* Characters of a content hash that tell one file from another in a name. */
#define HASH_SHOWN 8

static void
progress_cb (const ExmProgress *progress,
             gpointer           user_data)
{
  g_autofree char *text = NULL;

  /* Translators: number of examples, examples a second */
  text = g_strdup_printf (_("Reading… %llu examples (%.0f a second)"),
                             (unsigned long long)progress->rows, progress->rows_per_second);
  _exm_cli_progress (text);
}

/* What came of an archive, and what did not. */
static void
say_archive (const ExmImportReport *report)
{
  guint n = (guint)report->n_examples;

  /* Translators: the second is a social network: 1204 posts from Mastodon */
  _exm_cli_say (ngettext ("%u post from %s", "%u posts from %s", n), n, exm_service_get_name (report->service));
  for (guint i = 0; i < report->notes->len; i++)
    _exm_cli_say ("%s", (const char *)report->notes->pdata[i]);
}

gboolean
_exm_cli_import (GFile   *file,
                 GFile   *into,
                 gboolean with_reposts,
                 GError **error)
{
  g_autoptr(ExmSource) source = exm_source_new_file (file);
  g_autoptr(ExmSniff) sniff = exm_sniff_sync (source, _exm_cli_cancellable (), error);
  g_autoptr(ExmImport) import = NULL;
  g_autoptr(ExmImportReport) report = NULL;

  if (sniff == NULL)
    return FALSE;
  if (!_exm_cli_columns_apply (sniff, error))
    return FALSE;
  sniff->reposts = with_reposts ? EXM_REPOSTS_TAKE : EXM_REPOSTS_LEAVE;
  import = exm_import_new (source, sniff);
  exm_import_set_progress (import, progress_cb, NULL);
  report = exm_import_create_sync (import, into, _exm_cli_cancellable (), error);
  _exm_cli_progress_end ();
  if (report != NULL && report->service != EXM_SERVICE_NONE)
    say_archive (report);
  return report != NULL;
}

static gboolean
is_dataset (const char *path)
{
  return g_str_has_suffix (path, EXM_DATASET_EXTENSION);
}

static ExmDataset *
open_path (const char  *path,
           ExmOpenFlags flags,
           GError     **error)
{
  g_autoptr(GFile) file = g_file_new_for_commandline_arg (path);

  if (!_exm_cli_columns_check_dataset (path, error))
    return NULL;
  return exm_dataset_open_sync (file, flags, error);
}

ExmCliData *
_exm_cli_data_open (const char *path,
                    GError    **error)
{
  return _exm_cli_data_open_with (path, FALSE, error);
}

ExmCliData *
_exm_cli_data_open_with (const char *path,
                         gboolean    with_reposts,
                         GError    **error)
{
  g_autoptr(ExmCliData) self = g_new0 (ExmCliData, 1);
  g_autoptr(GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr(GFile) into = NULL;

  if (is_dataset (path))
    {
      self->dataset = open_path (path, EXM_OPEN_READ_ONLY, error);
      return self->dataset != NULL ? g_steal_pointer (&self) : NULL;
    }
  self->temporary = g_dir_make_tmp ("exemplar-XXXXXX", error);
  if (self->temporary == NULL)
    return NULL;
  into = g_file_new_build_filename (self->temporary, "data" EXM_DATASET_EXTENSION, NULL);
  if (!_exm_cli_import (file, into, with_reposts, error))
    return NULL;
  self->dataset = exm_dataset_open_sync (into, EXM_OPEN_DEFAULT, error);
  return self->dataset != NULL ? g_steal_pointer (&self) : NULL;
}

static void
remove_folder (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

void
_exm_cli_data_free (ExmCliData *self)
{
  if (self->dataset != NULL)
    exm_dataset_close_sync (self->dataset);
  g_clear_object (&self->dataset);
  if (self->temporary != NULL)
    remove_folder (self->temporary);
  g_free (self->temporary);
  g_free (self);
}

/* Hash of the file's bytes, read piece by piece, and of what its columns were said to be. */
static char *
hash_file (const char *path,
           GError    **error)
{
  g_autoptr(GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr(GFileInputStream) stream = g_file_read (file, _exm_cli_cancellable (), error);
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guchar *buffer = g_malloc (1 << 20);
  g_autofree char   *mark = _exm_cli_columns_dup_mark ();
  gssize             n;

  if (stream == NULL)
    return NULL;
  while ((n = g_input_stream_read (G_INPUT_STREAM (stream), buffer, 1 << 20,
                                   _exm_cli_cancellable (), error)) > 0)
    g_checksum_update (checksum, buffer, n);
  if (mark != NULL)
    g_checksum_update (checksum, (const guchar *)mark, -1);
  return n == 0 ? g_strndup (g_checksum_get_string (checksum), HASH_SHOWN) : NULL;
}

/* Where the library keeps what was imported from the file at @path. */
static GFile *
library_file (const char *name,
              const char *hash)
{
  g_autoptr(GFile) folder = exm_library_default_folder ();
  g_autofree char *base = g_path_get_basename (name);
  g_autofree char *file_name = NULL;
  char            *dot = strrchr (base, '.');

  if (dot != NULL && dot != base)
    *dot = '\0';
  file_name = g_strdup_printf ("%s-%s" EXM_DATASET_EXTENSION, base, hash);
  return g_file_get_child (folder, file_name);
}

static GFile *
library_file_of_path (const char *path,
                      GError    **error)
{
  g_autoptr(GFile) file = g_file_new_for_commandline_arg (path);
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *hash = NULL;

  if (g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) != G_FILE_TYPE_REGULAR)
    {
      g_set_error (error, EXM_DATA_ERROR, EXM_DATA_ERROR_NOT_FOUND, _("There is no file “%s”"), path);
      return NULL;
    }
  hash = hash_file (path, error);
  return hash != NULL ? library_file (base, hash) : NULL;
}

ExmDataset *
_exm_cli_data_keep (const char *path,
                    GError    **error)
{
  g_autoptr(GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr(GFile) into = NULL;

  if (is_dataset (path))
    return open_path (path, EXM_OPEN_DEFAULT, error);
  into = library_file_of_path (path, error);
  if (into == NULL)
    return NULL;
  if (!g_file_query_exists (into, NULL))
    {
      if (!_exm_cli_import (file, into, FALSE, error))
        return NULL;
      _exm_cli_say (_("Imported into the dataset “%s”"), g_file_peek_path (into));
    }
  return exm_dataset_open_sync (into, EXM_OPEN_DEFAULT, error);
}

ExmDataset *
_exm_cli_data_find (const char *path,
                    GError    **error)
{
  g_autoptr(GFile) into = NULL;

  if (is_dataset (path))
    return open_path (path, EXM_OPEN_DEFAULT, error);
  into = library_file_of_path (path, error);
  if (into == NULL)
    return NULL;
  if (!g_file_query_exists (into, NULL))
    {
      g_set_error (error, EXM_DATA_ERROR, EXM_DATA_ERROR_NOT_FOUND,
                   _("The library has no dataset of “%s”: nothing of it was sent from here"), path);
      return NULL;
    }
  return exm_dataset_open_sync (into, EXM_OPEN_DEFAULT, error);
}

ExmDataset *
_exm_cli_data_keep_uri (const char *uri,
                        gboolean   *made,
                        GError    **error)
{
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, uri, -1);
  g_autofree char *hash = g_strndup (sum, HASH_SHOWN);
  g_autofree char *name = NULL;
  g_autoptr(GFile) into = NULL;

  if (!exm_storage_split_uri (uri, NULL, &name))
    {
      g_set_error (error, EXM_DATA_ERROR, EXM_DATA_ERROR_INVALID, _("“%s” is no address of a file: gs://bucket/name.jsonl"), uri);
      return NULL;
    }
  into = library_file (name, hash);
  if (!g_file_query_exists (into, NULL))
    {
      if (made == NULL)
        {
          g_set_error (error, EXM_DATA_ERROR, EXM_DATA_ERROR_NOT_FOUND, _("No job was started from here with “%s”"), uri);
          return NULL;
        }
      if (!exm_dataset_create_sync (into, error))
        return NULL;
      *made = TRUE;
    }
  return exm_dataset_open_sync (into, EXM_OPEN_DEFAULT, error);
}

void
_exm_cli_data_drop (ExmDataset *dataset)
{
  static const char *const endings[] = { "", "-wal", "-shm" };
  g_autofree char         *path = g_file_get_path (exm_dataset_get_file (dataset));

  exm_dataset_close_sync (dataset);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *file = g_strconcat (path, endings[i], NULL);

      g_unlink (file);
    }
}

ExmLimits
_exm_cli_limits (ExmCatalogue       *catalogue,
                 const ExmBaseModel *model,
                 gboolean            practice)
{
  ExmLimits limits = { 0 };
  int       low, high;

  exm_catalogue_get_recommended (catalogue, &low, &high);
  limits.minimum = (guint)exm_catalogue_get_minimum (catalogue);
  limits.recommended_min = (guint)low;
  limits.recommended_max = (guint)high;
  limits.tokens_per_example = (guint)model->max_example_tokens;
  limits.max_examples = model->max_examples;
  limits.max_file_bytes = model->max_file_bytes;
  limits.price_micros_per_million = practice ? 0 : model->price_micros;
  limits.epochs = EXM_COST_AUTOMATIC_EPOCHS;
  limits.currency = model->currency != NULL ? model->currency : "USD";
  limits.price_as_of = model->as_of;
  return limits;
}
