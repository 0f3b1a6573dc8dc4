/* exm-practice-upload.c - Cloud Storage: uploads in one body and in sessions
 *
 * A session is a document (what the object shall be) and a file of the bytes
 * that came so far. The file is the truth on how much is kept: whole blocks of
 * 256 KiB, so that the answer is the same after a crash.
 * https://cloud.google.com/storage/docs/performing-resumable-uploads
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "exm-json-gate.h"

#define UPLOADER_HEADER "X-GUploader-UploadID"

/* The body of one PUT on its way to the file. */
struct _ExmPracticeSink
{
  ExmPracticeState *state;
  char             *id;
  int               fd;
  guint64           kept;   /* bytes of the file before this PUT */
  guint64           offset; /* of the next body byte in the object */
  guint64           end;    /* object bytes after what came */
  guint64           limit;  /* body bytes to take: PARTIAL and CUT_AT */
  guint64           taken;  /* body bytes that came */
  gboolean          cut;    /* break off at the limit */
  gboolean          done;   /* the body came whole */
  gboolean          gap;    /* began behind what is kept */
  gboolean          failed;
};

typedef struct
{
  gboolean valid;
  gboolean asks; /* "bytes * / N": how much is there? */
  gboolean open; /* no end named */
  guint64  first;
  guint64  last;
  gint64   total; /* -1: not known yet */
} ContentRange;

static gboolean
read_number (const char **p, guint64 *value)
{
  char *end;

  if (!g_ascii_isdigit (**p))
    return FALSE;
  *value = g_ascii_strtoull (*p, &end, 10);
  *p = end;
  return TRUE;
}

/* bytes A-B/N, A-B/(star), A-(star)/(star), (star)/N, (star)/(star) */
static ContentRange
parse_range (const char *text)
{
  ContentRange range = { .total = -1 };
  guint64      total;

  if (text == NULL)
    {
      range.valid = range.open = TRUE;
      return range;
    }
  if (!g_str_has_prefix (text, "bytes "))
    return range;
  text += strlen ("bytes ");
  if (*text == '*')
    {
      range.asks = TRUE;
      text++;
    }
  else
    {
      if (!read_number (&text, &range.first) || *text++ != '-')
        return range;
      if (*text == '*')
        {
          range.open = TRUE;
          text++;
        }
      else if (!read_number (&text, &range.last) || range.last + 1 < range.first)
        return range;
    }
  if (*text++ != '/')
    return range;
  if (*text == '*')
    text++;
  else if (read_number (&text, &total) && total < G_MAXINT64)
    range.total = (gint64)total;
  else
    return range;
  range.valid = *text == '\0';
  return range;
}

static char *
part_path (ExmPracticeState *state, const char *id)
{
  g_autofree char *file = g_strconcat (id, ".part", NULL);

  return _exm_practice_store_path (state->store, "uploads", file);
}

static guint64
part_size (ExmPracticeState *state, const char *id)
{
  g_autofree char *path = part_path (state, id);
  GStatBuf         buf;

  return g_stat (path, &buf) == 0 ? (guint64)buf.st_size / EXM_PRACTICE_BLOCK * EXM_PRACTICE_BLOCK
                                  : 0;
}

static gboolean
is_upload_id (const char *id)
{
  return *id != '\0' && strlen (id) < 100 && strspn (id, "0123456789abcdefUP") == strlen (id);
}

static gboolean
write_all (int fd, const guint8 *data, gsize size, guint64 offset)
{
  while (size > 0)
    {
      const gssize n = pwrite (fd, data, size, (off_t)offset);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      data += n;
      size -= (gsize)n;
      offset += (guint64)n;
    }
  return TRUE;
}

/* A body byte that is stored already is passed over. */
static void
sink_chunk_cb (SoupServerMessage *message, GBytes *chunk, gpointer user_data)
{
  ExmPracticeSink *sink = user_data;
  gsize            size;
  const guint8    *data = g_bytes_get_data (chunk, &size);
  const guint64    room = sink->limit - sink->taken;
  gsize            skip = 0;

  if (sink->fd < 0)
    return;
  size = (gsize)MIN (size, room);
  sink->taken += size;
  if (!sink->gap && size > 0)
    {
      if (sink->offset < sink->kept)
        skip = (gsize)MIN (size, sink->kept - sink->offset);
      if (!write_all (sink->fd, data + skip, size - skip, sink->offset + skip))
        sink->failed = TRUE;
      sink->offset += size;
      sink->end = MAX (sink->end, sink->offset);
    }
  if (sink->cut && sink->taken >= sink->limit)
    _exm_practice_cut (message);
}

static void
sink_body_cb (SoupServerMessage *message, gpointer user_data)
{
  ExmPracticeSink *sink = user_data;

  sink->done = TRUE;
}

/* What a broken connection left is kept in whole blocks. */
static void
sink_settle (ExmPracticeSink *sink, gboolean whole)
{
  if (sink->fd < 0)
    return;
  if (!whole)
    sink->end = sink->end / EXM_PRACTICE_BLOCK * EXM_PRACTICE_BLOCK;
  sink->end = MAX (sink->end, sink->kept);
  if (ftruncate (sink->fd, (off_t)sink->end) != 0)
    sink->failed = TRUE;
  close (sink->fd);
  sink->fd = -1;
}

void
_exm_practice_sink_free (ExmPracticeSink *sink)
{
  sink_settle (sink, FALSE);
  g_free (sink->id);
  g_free (sink);
}

static void
sink_finished_cb (SoupServerMessage *message, gpointer user_data)
{
  ExmPracticeSink *sink = user_data;

  g_signal_handlers_disconnect_by_data (message, sink);
  g_hash_table_remove (sink->state->sinks, message);
}

void
_exm_practice_sink_attach (ExmPracticeState       *state,
                           SoupServerMessage      *message,
                           const char             *upload_id,
                           const ExmPracticeFault *fault)
{
  g_autofree char   *id = g_strndup (upload_id, strcspn (upload_id, "&"));
  const ContentRange range = parse_range (soup_message_headers_get_one (
    soup_server_message_get_request_headers (message), "Content-Range"));
  JsonObject        *document = is_upload_id (id) ? _exm_practice_store_get (state->store, "uploads", id) : NULL;
  g_autofree char   *path = NULL;
  ExmPracticeSink   *sink = g_new0 (ExmPracticeSink, 1);

  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  sink->state = state;
  sink->id = g_strdup (id);
  sink->fd = -1;
  sink->limit = G_MAXUINT64;
  if (document != NULL && range.valid && !range.asks && exm_json_get_object (document, "object") == NULL)
    {
      path = part_path (state, id);
      sink->fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
      sink->kept = part_size (state, id);
      sink->offset = range.first;
      sink->end = sink->kept;
      sink->gap = range.first > sink->kept;
    }
  if (fault != NULL && (fault->kind == EXM_PRACTICE_FAULT_CUT_AT || fault->kind == EXM_PRACTICE_FAULT_PARTIAL))
    {
      sink->limit = fault->bytes;
      sink->cut = fault->kind == EXM_PRACTICE_FAULT_CUT_AT;
    }
  g_hash_table_replace (state->sinks, message, sink);
  g_signal_connect (message, "got-chunk", G_CALLBACK (sink_chunk_cb), sink);
  g_signal_connect (message, "got-body", G_CALLBACK (sink_body_cb), sink);
  g_signal_connect (message, "finished", G_CALLBACK (sink_finished_cb), sink);
  g_signal_connect (message, "disconnected", G_CALLBACK (sink_finished_cb), sink);
}

static void
reply_incomplete (ExmPracticeCall *call, const char *id)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (call->message);
  const guint64       kept = part_size (call->state, id);

  _exm_practice_reply_empty (call, 308);
  soup_message_headers_append (headers, UPLOADER_HEADER, id);
  if (kept > 0)
    {
      g_autofree char *range = g_strdup_printf ("bytes=0-%" G_GUINT64_FORMAT, kept - 1);

      soup_message_headers_append (headers, "Range", range);
    }
}

static void
reply_object (ExmPracticeCall *call, JsonObject *object)
{
  JsonObject      *answer = _exm_practice_object_public (call, object);
  g_autofree char *hash = g_strconcat ("crc32c=", exm_json_get_string (answer, "crc32c"), ",md5=",
                                       exm_json_get_string (answer, "md5Hash"), NULL);

  soup_message_headers_append (soup_server_message_get_response_headers (call->message),
                               "X-Goog-Hash", hash);
  _exm_practice_reply (call, 200, answer);
}

static void
finish_session (ExmPracticeCall *call, const char *id, JsonObject *document)
{
  g_autofree char *path = part_path (call->state, id);
  JsonObject      *object = _exm_practice_object_create (
         call, exm_json_get_string (document, "bucket"), exm_json_get_string (document, "name"),
         exm_json_get_object (document, "metadata"), exm_json_get_string (document, "contentType"),
         path, exm_json_get_string (document, "ifGeneration"));

  if (object == NULL)
    return;
  json_object_set_object_member (document, "object", json_object_ref (object));
  _exm_practice_store_put (call->state->store, "uploads", id, document);
  reply_object (call, object);
}

static void
put_session (ExmPracticeCall *call, const char *id, JsonObject *document)
{
  ExmPracticeSink   *sink = g_hash_table_lookup (call->state->sinks, call->message);
  const ContentRange range = parse_range (_exm_practice_call_header (call, "Content-Range"));
  gint64             total = range.total;
  guint64            stored = 0;
  gboolean           whole;

  if (exm_json_get_object (document, "object") != NULL)
    {
      reply_object (call, exm_json_get_object (document, "object"));
      return;
    }
  if (!range.valid)
    {
      _exm_practice_error (call, 400, "Failed to parse Content-Range header.");
      return;
    }
  if (range.asks && total != 0)
    {
      reply_incomplete (call, id);
      return;
    }
  if (sink != NULL && sink->fd >= 0)
    {
      stored = MAX (sink->end, sink->kept);
      if (range.open && total < 0 && !sink->gap && sink->limit == G_MAXUINT64)
        total = (gint64)stored;
      whole = total >= 0 && stored == (guint64)total;
      sink_settle (sink, whole);
      if (sink->failed)
        {
          _exm_practice_error (call, 503, "Backend Error");
          return;
        }
    }
  else
    {
      /* An empty object: nothing came, and nothing shall come. */
      g_autofree char *path = part_path (call->state, id);

      whole = total == 0 && g_file_set_contents (path, "", 0, NULL);
    }
  if (whole)
    finish_session (call, id, document);
  else
    reply_incomplete (call, id);
}

static void
serve_session (ExmPracticeCall *call, const char *id)
{
  JsonObject      *document = is_upload_id (id) ? _exm_practice_store_get (call->state->store, "uploads", id) : NULL;
  g_autofree char *path = NULL;

  if (document == NULL)
    _exm_practice_error (call, 404, "Not Found");
  else if (exm_json_get_string (document, "gone") != NULL)
    _exm_practice_error (call, 410, "The requested upload session is no longer available.");
  else if (_exm_practice_call_is (call, "DELETE"))
    {
      path = part_path (call->state, id);
      g_unlink (path);
      _exm_set (document, "gone", "cancelled");
      _exm_practice_store_put (call->state->store, "uploads", id, document);
      _exm_practice_reply_empty (call, 499);
    }
  else if (_exm_practice_call_is (call, "PUT") || _exm_practice_call_is (call, "POST"))
    put_session (call, id, document);
  else
    _exm_practice_error (call, 405, "Method not allowed.");
}

static char *
new_upload_id (void)
{
  return g_strdup_printf ("UP%08x%08x%08x%08x", g_random_int (), g_random_int (), g_random_int (),
                          g_random_int ());
}

static void
start_session (ExmPracticeCall *call, const char *bucket)
{
  JsonObject      *body = _exm_practice_call_json (call);
  const char      *name = _exm_practice_call_query (call, "name");
  const char      *if_generation = _exm_practice_call_query (call, "ifGenerationMatch");
  g_autofree char *id = new_upload_id ();
  g_autofree char *escaped = NULL;
  g_autofree char *location = NULL;
  g_autoptr (JsonObject) document = json_object_new ();
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (call->message);

  if (body == NULL)
    return;
  if (name == NULL)
    name = exm_json_get_string (body, "name");
  if (name == NULL || *name == '\0' || strlen (name) > 1024)
    {
      _exm_practice_error (call, 400, "Required");
      return;
    }
  if (!_exm_practice_check_generation (call, _exm_practice_object (call->state, bucket, name),
                                       if_generation))
    return;
  _exm_set (document, "bucket", bucket);
  _exm_set (document, "name", name);
  _exm_set (document, "contentType", _exm_practice_call_header (call, "X-Upload-Content-Type"));
  _exm_set (document, "ifGeneration", if_generation);
  json_object_set_object_member (document, "metadata", json_object_ref (body));
  if (!_exm_practice_store_put (call->state->store, "uploads", id, document))
    {
      _exm_practice_error (call, 500, "We encountered an internal error. Please try again.");
      return;
    }
  escaped = g_uri_escape_string (name, NULL, FALSE);
  location = g_strconcat (call->state->origin, "/upload/storage/v1/b/", bucket,
                          "/o?uploadType=resumable&name=", escaped, "&upload_id=", id, NULL);
  _exm_practice_reply_empty (call, 200);
  soup_message_headers_append (headers, "Location", location);
  soup_message_headers_append (headers, UPLOADER_HEADER, id);
}

static void
store_bytes (ExmPracticeCall *call,
             const char      *bucket,
             const char      *name,
             JsonObject      *metadata,
             const char      *type,
             GBytes          *bytes)
{
  g_autofree char *id = new_upload_id ();
  g_autofree char *path = part_path (call->state, id);
  JsonObject      *object;
  gsize            size;
  const char      *data = g_bytes_get_data (bytes, &size);

  if (name == NULL || *name == '\0' || strlen (name) > 1024)
    {
      _exm_practice_error (call, 400, "Required");
      return;
    }
  if (!g_file_set_contents_full (path, size > 0 ? data : "", (gssize)size,
                                 G_FILE_SET_CONTENTS_NONE, 0600, NULL))
    {
      _exm_practice_error (call, 500, "We encountered an internal error. Please try again.");
      return;
    }
  object = _exm_practice_object_create (call, bucket, name, metadata, type, path,
                                        _exm_practice_call_query (call, "ifGenerationMatch"));
  g_unlink (path);
  if (object != NULL)
    reply_object (call, object);
}

static void
multipart_upload (ExmPracticeCall *call, const char *bucket)
{
  g_autoptr (GBytes) metadata_bytes = NULL;
  g_autoptr (GBytes) media = NULL;
  g_autofree char *type = NULL;
  g_autoptr (JsonObject) metadata = NULL;
  const char *name = _exm_practice_call_query (call, "name");

  if (_exm_practice_multipart_split (_exm_practice_call_header (call, "Content-Type"), call->body,
                                     &metadata_bytes, &type, &media))
    metadata = exm_json_parse_object (g_bytes_get_data (metadata_bytes, NULL),
                                      (gssize)g_bytes_get_size (metadata_bytes), NULL);
  if (metadata == NULL)
    {
      _exm_practice_error (call, 400, "Malformed multipart body.");
      return;
    }
  if (name == NULL)
    name = exm_json_get_string (metadata, "name");
  store_bytes (call, bucket, name, metadata, type, media);
}

/* /upload/storage/v1/b/B/o and /resumable/upload/storage/v1/b/B/o */
void
_exm_practice_serve_upload (ExmPracticeCall *call)
{
  const guint base = g_str_equal (call->path[0], "resumable") ? 1 : 0;
  const char *bucket = call->n_path == base + 6 ? call->path[base + 4] : NULL;
  const char *id = _exm_practice_call_query (call, "upload_id");
  const char *type = _exm_practice_call_query (call, "uploadType");

  if (bucket == NULL)
    _exm_practice_error (call, 404, "Not Found");
  else if (id != NULL)
    serve_session (call, id);
  else if (_exm_practice_bucket (call->state, bucket) == NULL)
    _exm_practice_error (call, 404, "The specified bucket does not exist.");
  else if (!_exm_practice_call_is (call, "POST"))
    _exm_practice_error (call, 405, "Method not allowed.");
  else if (g_strcmp0 (type, "resumable") == 0)
    start_session (call, bucket);
  else if (g_strcmp0 (type, "multipart") == 0)
    multipart_upload (call, bucket);
  else if (g_strcmp0 (type, "media") == 0)
    store_bytes (call, bucket, _exm_practice_call_query (call, "name"), NULL,
                 _exm_practice_call_header (call, "Content-Type"), call->body);
  else
    _exm_practice_error (call, 400, "Invalid upload type.");
}
