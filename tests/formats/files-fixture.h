/* files-fixture.h - a folder of its own for each test, and datasets in it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib/gstdio.h>
#include <string.h>

#include "exm-export.h"
#include "exm-import.h"

typedef struct
{
  char *folder;
} Fixture;

G_GNUC_UNUSED static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("exm-XXXXXX", NULL);
}

G_GNUC_UNUSED static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
}

G_GNUC_UNUSED static GFile *
file_in (Fixture    *fixture,
         const char *name)
{
  return g_file_new_build_filename (fixture->folder, name, NULL);
}

G_GNUC_UNUSED static guint
count_files (Fixture *fixture)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

G_GNUC_UNUSED static char *
contents (Fixture    *fixture,
          const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

G_GNUC_UNUSED static ExmSource *
source_of (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return exm_source_new_bytes (bytes, "Pasted text");
}

/* Makes NAME of @source and opens it. */
G_GNUC_UNUSED static ExmDataset *
create (Fixture          *fixture,
        ExmSource        *source,
        const char       *name,
        ExmImportReport **report)
{
  g_autoptr (ExmImport) import = exm_import_new (source, NULL);
  g_autoptr (GFile) file = file_in (fixture, name);
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmImportReport) found = exm_import_create_sync (import, file, NULL, &error);
  ExmDataset *dataset;

  g_assert_no_error (error);
  g_assert_nonnull (found);
  dataset = exm_dataset_open_sync (file, EXM_OPEN_DEFAULT, &error);
  g_assert_no_error (error);
  if (report != NULL)
    *report = g_steal_pointer (&found);
  return dataset;
}

G_GNUC_UNUSED static ExmDataset *
create_sample (Fixture          *fixture,
               ExmImportReport **report)
{
  g_autoptr (GFile) file = g_file_new_for_path (g_getenv ("EXM_TEST_SAMPLE"));
  g_autoptr (ExmSource) source = exm_source_new_file (file);

  return create (fixture, source, "sample.exemplar", report);
}

G_GNUC_UNUSED static void
close_dataset (ExmDataset *dataset)
{
  exm_dataset_close_sync (dataset);
  while (g_main_context_iteration (NULL, FALSE))
    ; /* its signals on the way hold it */
  g_assert_finalize_object (dataset);
}

G_GNUC_UNUSED static ExmExportReport
export_to (Fixture       *fixture,
           ExmDataset    *dataset,
           const char    *name,
           ExmDialect     dialect,
           ExmExportFlags flags)
{
  g_autoptr (GFile) file = file_in (fixture, name);
  g_autoptr (GError) error = NULL;
  ExmExportReport report;

  exm_export_sync (dataset, file, dialect, NULL, flags, NULL, NULL, &report, NULL, &error);
  g_assert_no_error (error);
  return report;
}

/* Good and bad lines of one dialect. */
static const char mixed[] =
  "{\"messages\":[{\"role\":\"user\",\"content\":\"Text: one\"},{\"role\":\"model\",\"content\":\"Sentiment: Joy\"}]}\n"
  "not json\n"
  "{\"messages\":[{\"role\":\"user\",\"content\":\"Text: no answer\"}]}\n"
  "{\"messages\":[{\"role\":\"user\",\"content\":\"Text: two\"},{\"role\":\"model\",\"content\":\"Sentiment: Fear\"}],\"id\":7}\n"
  "{\"messages\":[{\"role\":\"user\",\"content\":\"Text: \"},{\"role\":\"model\",\"content\":\"Sentiment: Fear\"}]}\n"
  "{\"messages\":[{\"role\":\"user\",\"content\":\"Different\"},{\"role\":\"model\",\"content\":\"Sentiment: Joy\"}]}\n"
  "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"model\",\"content\":\"b\"},{\"role\":\"user\",\"content\":\"Text: three\"},{\"role\":\"model\",\"content\":\"whole\"}]}\n"
  "{\"messages\":[{\"role\":\"user\",\"content\":\"Text: 4\"},{\"role\":\"model\",\"content\":\"Sentiment: Joy\"}]}\n"
  "{\"messages\":[{\"role\":\"user\",\"content\":\"Text: 5\"},{\"role\":\"model\",\"content\":\"Sentiment: Joy\"}]}\n"
  "{\"messages\":[{\"role\":\"user\",\"content\":\"Text: 6\"},{\"role\":\"model\",\"content\":\"Sentiment: Joy\"}]}\n"
  "{\"messages\":[{\"role\":\"user\",\"content\":\"Text: 7\"},{\"role\":\"model\",\"content\":\"Sentiment: Joy\"}]}\n"
  "{\"messages\":[{\"role\":\"user\",\"content\":\"Text: 8\"},{\"role\":\"model\",\"content\":\"Sentiment: Joy\"}]}\n"
  "{\"messages\":[{\"role\":\"user\",\"content\":\"Text: 9\"},{\"role\":\"model\",\"content\":\"Sentiment: Joy\"}]}\n"
  "{\"messages\":[{\"role\":\"user\",\"content\":\"Text: 10\"},{\"role\":\"model\",\"content\":\"Sentiment: Joy\"}]}\n";
