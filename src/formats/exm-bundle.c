/* exm-bundle.c - the files of an archive: one, a folder or a ZIP file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-bundle-private.h"

#include <string.h>

#include "exm-source-private.h"
#include "exm-zip-private.h"

#define DEEPEST 8             /* folders */
#define ENTRIES 200000        /* files looked at */
#define OWNER_MAX (64 * 1024) /* bytes of the file that names the owner */

static void
part_free (gpointer data)
{
  ExmPart *self = data;

  exm_source_unref (self->source);
  g_free (self);
}

void
_exm_bundle_free (ExmBundle *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->parts);
  g_ptr_array_unref (self->notes);
  g_free (self->owner);
  g_free (self);
}

/* --- names ------------------------------------------------------------------------------ */

static const char *
base_of (const char *name)
{
  const char *slash = strrchr (name, '/');

  return slash != NULL ? slash + 1 : name;
}

static gboolean
is_owners_file (const char *name)
{
  return strcmp (base_of (name), "account.js") == 0;
}

/* note-tweet.js, and note-tweet-part1.js of large archives. */
static gboolean
is_notes_file (const char *name)
{
  return g_pattern_match_simple ("note-tweet*.js", base_of (name));
}

/* Files that may hold posts; what they are is seen when they are looked into. */
static gboolean
may_have_posts (const char *name)
{
  static const char *const patterns[] = {
    "tweet*.js",
    "community-tweet*.js",
    "outbox.json",
    "*.car",
    "posts.csv",
    "comments*.csv",
    "your_posts*.json",
    "profile_posts*.json",
    "posts_*.json",
    "comments.json",
    "your_comments*.json",
    "post_comments*.json",
    "reels*.json",
    "threads_and_replies*.json",
    "group_posts*.json",
    "media.json",
  };
  g_autofree char *folded = g_ascii_strdown (base_of (name), -1);

  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    if (g_pattern_match_simple (patterns[i], folded))
      return TRUE;
  /* Takeout translates the names of its files. */
  return g_str_has_suffix (folded, ".csv") && strstr (name, "YouTube") != NULL;
}

static gboolean
is_interesting (const char *name)
{
  return !g_str_has_suffix (name, "/") && strstr (name, "__MACOSX/") == NULL && (is_owners_file (name) || is_notes_file (name) || may_have_posts (name));
}

/* --- files --------------------------------------------------------------------------------- */

typedef struct
{
  char      *name; /* with folders */
  ExmSource *source;
} Candidate;

static void
candidate_free (gpointer data)
{
  Candidate *self = data;

  g_free (self->name);
  exm_source_unref (self->source);
  g_free (self);
}

static void
add_candidate (GPtrArray  *candidates,
               const char *name,
               ExmSource  *source)
{
  Candidate *candidate = g_new (Candidate, 1);

  candidate->name = g_strdup (name);
  candidate->source = source;
  g_ptr_array_add (candidates, candidate);
}

static int
compare_candidates (gconstpointer a,
                    gconstpointer b)
{
  const Candidate *x = *(Candidate *const *)a;
  const Candidate *y = *(Candidate *const *)b;

  return strcmp (x->name, y->name);
}

/* Links are not followed: they could go round. What cannot be read is passed over. */
static void
walk_folder (GPtrArray    *candidates,
             GFile        *folder,
             const char   *path,
             guint         depth,
             guint        *n_entries,
             GCancellable *cancellable)
{
  g_autoptr (GFileEnumerator) files = g_file_enumerate_children (folder, G_FILE_ATTRIBUTE_STANDARD_NAME "," G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, cancellable, NULL);
  GFileInfo *info;
  GFile     *file;

  while (files != NULL && ++*n_entries < ENTRIES && candidates->len < EXM_BUNDLE_PARTS &&
         g_file_enumerator_iterate (files, &info, &file, cancellable, NULL) && info != NULL)
    {
      g_autofree char *shown = g_filename_display_name (g_file_info_get_name (info));
      g_autofree char *name = g_strconcat (path, shown, NULL);

      if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY && depth < DEEPEST)
        {
          g_autofree char *below = g_strconcat (name, "/", NULL);

          walk_folder (candidates, file, below, depth + 1, n_entries, cancellable);
        }
      else if (g_file_info_get_file_type (info) == G_FILE_TYPE_REGULAR && is_interesting (name))
        add_candidate (candidates, name, exm_source_new_file (file));
    }
}

static gboolean
list_zip (GPtrArray    *candidates,
          GFile        *file,
          GCancellable *cancellable,
          GError      **error)
{
  g_autoptr (GPtrArray) members = _exm_zip_list (file, is_interesting, cancellable, error);

  if (members == NULL)
    return FALSE;
  for (guint i = 0; i < members->len && candidates->len < EXM_BUNDLE_PARTS; i++)
    {
      const ExmZipMember *member = members->pdata[i];

      add_candidate (candidates, member->name, _exm_source_new_member (file, member));
    }
  return TRUE;
}

static gboolean
is_zip (GFile        *file,
        GCancellable *cancellable)
{
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, NULL);
  char  magic[4];
  gsize n = 0;

  return stream != NULL && g_input_stream_read_all (G_INPUT_STREAM (stream), magic, sizeof magic, &n, cancellable, NULL) && _exm_zip_begins (magic, n);
}

/* --- whose ------------------------------------------------------------------------------------ */

/* X: "username" : "name" in account.js. */
static char *
read_owner (ExmSource *source)
{
  static const char mark[] = "\"username\"";
  g_autofree char  *text = _exm_source_read_text (source, OWNER_MAX);
  const char       *at = text != NULL ? strstr (text, mark) : NULL;
  gsize             n;

  if (at == NULL)
    return NULL;
  at += strlen (mark);
  at += strspn (at, " \t\r\n:");
  if (*at++ != '"')
    return NULL;
  n = strspn (at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
  return n > 0 && n <= 32 ? g_strdup_printf ("@%.*s", (int)n, at) : NULL;
}

static ExmSource *
find_beside (GFile      *file,
             const char *name)
{
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autoptr (GFile) beside = folder != NULL ? g_file_get_child (folder, name) : NULL;

  return beside != NULL && g_file_query_file_type (beside, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_REGULAR ? exm_source_new_file (beside) : NULL;
}

/* Takes @source. */
static void
add_notes (ExmBundle *self,
           ExmSource *source)
{
  ExmPart *part = g_new0 (ExmPart, 1);

  part->source = source;
  part->service = EXM_SERVICE_X;
  part->holds = EXM_HOLDS_ARRAY;
  part->line_end = EXM_LINE_END_LF;
  g_ptr_array_add (self->notes, part);
}

/* What else X has beside the file that was opened alone. */
static void
find_beside_x (ExmBundle *self,
               GFile     *file)
{
  g_autoptr (ExmSource) owner = find_beside (file, "account.js");
  ExmSource *notes = find_beside (file, "note-tweet.js");

  if (owner != NULL)
    self->owner = read_owner (owner);
  if (notes != NULL)
    add_notes (self, notes);
}

/* --- all together ------------------------------------------------------------------------------- */

static gboolean
look_at (GPtrArray    *parts,
         ExmSource    *source,
         GCancellable *cancellable,
         GError      **error)
{
  ExmPart *part = g_new0 (ExmPart, 1);
  gboolean found;
  gboolean done;

  part->source = exm_source_ref (source);
  done = _exm_part_look (part, &found, cancellable, error);
  if (done && found)
    g_ptr_array_add (parts, part);
  else
    part_free (part);
  return done;
}

/* A folder may have several archives: the largest counts. */
static void
keep_one_service (ExmBundle *self)
{
  guint64    sizes[EXM_N_SERVICES] = { 0 };
  ExmService largest = EXM_SERVICE_NONE;

  for (guint i = 0; i < self->parts->len; i++)
    {
      const ExmPart *part = self->parts->pdata[i];

      sizes[part->service] += part->size + 1;
      if (sizes[part->service] > sizes[largest])
        largest = part->service;
    }
  for (guint i = self->parts->len; i-- > 0;)
    if (((const ExmPart *)self->parts->pdata[i])->service != largest)
      g_ptr_array_remove_index (self->parts, i);
}

static gboolean
look_at_many (ExmBundle    *self,
              GPtrArray    *candidates,
              GCancellable *cancellable,
              GError      **error)
{
  self->is_many = TRUE;
  g_ptr_array_sort (candidates, compare_candidates);
  for (guint i = 0; i < candidates->len; i++)
    {
      const Candidate *candidate = candidates->pdata[i];

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (is_owners_file (candidate->name) && self->owner == NULL)
        self->owner = read_owner (candidate->source);
      else if (is_notes_file (candidate->name))
        add_notes (self, exm_source_ref (candidate->source));
      else if (may_have_posts (candidate->name))
        look_at (self->parts, candidate->source, cancellable, NULL);
    }
  keep_one_service (self);
  return TRUE;
}

ExmBundle *
_exm_bundle_new (ExmSource    *source,
                 GCancellable *cancellable,
                 GError      **error)
{
  g_autoptr (ExmBundle) self = g_new0 (ExmBundle, 1);
  g_autoptr (GPtrArray) candidates = g_ptr_array_new_with_free_func (candidate_free);
  GFile *file = exm_source_get_file (source);
  guint  n_entries = 0;

  self->parts = g_ptr_array_new_with_free_func (part_free);
  self->notes = g_ptr_array_new_with_free_func (part_free);
  if (file != NULL && g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, cancellable) == G_FILE_TYPE_DIRECTORY)
    {
      walk_folder (candidates, file, "", 0, &n_entries, cancellable);
      return look_at_many (self, candidates, cancellable, error) ? g_steal_pointer (&self) : NULL;
    }
  if (file != NULL && g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, cancellable) == G_FILE_TYPE_REGULAR && is_zip (file, cancellable))
    {
      if (!list_zip (candidates, file, cancellable, error))
        return NULL;
      return look_at_many (self, candidates, cancellable, error) ? g_steal_pointer (&self) : NULL;
    }
  if (!look_at (self->parts, source, cancellable, error))
    return NULL;
  if (file != NULL && self->parts->len > 0 && ((const ExmPart *)self->parts->pdata[0])->service == EXM_SERVICE_X)
    find_beside_x (self, file);
  return g_steal_pointer (&self);
}
