/* test-transcripts.c - what Google's own clients sent, sent again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Recorded exchanges of @google/genai, @google-cloud/storage, @google-cloud/
 * aiplatform, google-auth-library and googleapis with another server are played
 * to this one: status, Range and the members of each answer must be there.
 * Faults of the recording are asked for here as well. Names of projects, jobs,
 * endpoints and sessions are put in as they come. Known differences are listed
 * below. Skipped where the recordings are not.
 */

#include "config.h"

#include "practice-client.h"

/* Members that depend on how far a job is, or that the other server made up. */
static const char *const may_lack[] = { "startTime", "endTime", "tunedModel", "tuningDataStats",
                                        "tuningJobs", "nextPageToken", "labels", "id_token", "parent" };

typedef struct
{
  Client     *client;
  GHashTable *names; /* as recorded, as here */
  guint       n_requests;
} Replay;

static char *
put_names (Replay *replay, const char *text)
{
  g_autoptr (GString) out = g_string_new (text);
  GHashTableIter iter;
  gpointer       from;
  gpointer       to;

  g_string_replace (out, "practice-proj", EXM_PRACTICE_PROJECT, 0);
  g_hash_table_iter_init (&iter, replay->names);
  while (g_hash_table_iter_next (&iter, &from, &to))
    g_string_replace (out, from, to, 0);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
learn (Replay *replay, const char *from, const char *to)
{
  if (from != NULL && to != NULL && strcmp (from, to) != 0)
    g_hash_table_insert (replay->names, g_strdup (from), g_strdup (to));
}

static void
prepare_model (Replay *replay)
{
  Client *client = replay->client;
  g_autoptr (Answer) created = client_post (
    client, "/v1/projects/" EXM_PRACTICE_PROJECT "/locations/us-central1/tuningJobs",
    "{\"baseModel\":\"gemini-2.5-flash\",\"supervisedTuningSpec\":{\"trainingDatasetUri\":"
    "\"gs://practice-bucket/train.jsonl\",\"hyperParameters\":{\"epochCount\":2}}}");
  g_autofree char *path = g_strconcat ("/v1/", answer_text (created, "name"), NULL);

  exm_practice_set_speed (client->practice, 1000);
  for (;;)
    {
      g_autoptr (Answer) job = client_get (client, path);

      if (g_str_equal (answer_text (job, "state"), "JOB_STATE_SUCCEEDED"))
        {
          g_autofree char *endpoint = g_strconcat (
            "us-central1/endpoints/",
            strrchr (answer_text (job, "tunedModel/endpoint"), '/') + 1, NULL);

          learn (replay, "us-central1/endpoints/88", endpoint);
          learn (replay, "projects/123456789012/locations/us-central1/models/77@1",
                 answer_text (job, "tunedModel/model"));
          break;
        }
      g_usleep (3000);
    }
  exm_practice_set_speed (client->practice, 1);
}

static const char *
recorded_header (JsonObject *request, const char *name)
{
  JsonArray *headers = exm_json_get_array (request, "headers");

  for (guint i = 0; i < exm_json_array_size (headers); i++)
    {
      JsonArray *pair = exm_json_node_array (exm_json_array_node (headers, i));

      if (g_ascii_strcasecmp (exm_json_array_string (pair, 0), name) == 0)
        return exm_json_array_string (pair, 1);
    }
  return NULL;
}

/* "UNIT A-B…" to the two numbers. */
static gboolean
parse_span (const char *text, const char *unit, guint64 *first, guint64 *last)
{
  char *end;

  if (text == NULL || !g_str_has_prefix (text, unit) || !g_ascii_isdigit (text[strlen (unit)]))
    return FALSE;
  *first = g_ascii_strtoull (text + strlen (unit), &end, 10);
  if (*end != '-' || !g_ascii_isdigit (end[1]))
    return FALSE;
  *last = g_ascii_strtoull (end + 1, NULL, 10);
  return TRUE;
}

/* The bytes of an upload are not recorded: others of that length do. */
static char *
make_body (JsonObject *request, gsize *size)
{
  const char *range = recorded_header (request, "Content-Range");
  const char *type = recorded_header (request, "Content-Type");
  gint64      n = 0;
  guint64     first;
  guint64     last;
  char       *bytes;

  exm_json_get_int64 (request, "bodyBytes", &n);
  if (type != NULL && g_str_has_prefix (type, "multipart/related"))
    {
      const char *boundary = strstr (type, "boundary=") + strlen ("boundary=");
      char       *body = g_strdup_printf ("--%s\r\nContent-Type: application/json\r\n\r\n{\"metadata\":{\"a\":\"1\"}}\r\n--%s\r\n"
                                                "Content-Type: application/jsonl\r\n\r\nhello\r\n--%s--\r\n",
                                          boundary, boundary, boundary);

      *size = strlen (body);
      return body;
    }
  if (parse_span (range, "bytes ", &first, &last))
    n = (gint64)(last - first + 1);
  else if (range != NULL && exm_json_get_string (request, "fault") != NULL)
    n = 5242927;
  bytes = g_malloc ((gsize)n + 1);
  memset (bytes, 'x', (gsize)n);
  bytes[n] = '\0';
  *size = (gsize)n;
  return bytes;
}

/* Makes the service misbehave as the recorded one did. */
static void
add_fault (Replay *replay, JsonObject *request, JsonObject *response)
{
  const char      *sent = recorded_header (request, "Content-Range");
  const char      *kept = exm_json_node_string (exm_json_get_path (response, "headers", "Range", NULL));
  ExmPracticeFault fault = { .kind = EXM_PRACTICE_FAULT_STATUS };
  gint64           status = 0;
  gint64           bytes = 0;
  guint64          first;
  guint64          last;
  guint64          start;
  guint64          end;

  exm_json_get_int64 (response, "status", &status);
  exm_json_get_int64 (request, "bodyBytes", &bytes);
  if (exm_json_get_node (request, "fault") != NULL)
    {
      fault.status = (guint)status;
      fault.bytes = (guint64)bytes;
      if (status == 0)
        fault.kind = exm_json_get_node (request, "reset") != NULL ? EXM_PRACTICE_FAULT_CUT_AT
                                                                  : EXM_PRACTICE_FAULT_CUT_AFTER;
      exm_practice_add_fault (replay->client->practice, &fault);
    }
  else if (parse_span (sent, "bytes ", &first, &last) && parse_span (kept, "bytes=", &start, &end) && end < last)
    {
      fault.kind = EXM_PRACTICE_FAULT_PARTIAL;
      fault.bytes = end + 1 - first;
      exm_practice_add_fault (replay->client->practice, &fault);
    }
}

static void
compare_members (const char *where, JsonObject *recorded, JsonObject *ours)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *value;

  json_object_iter_init (&iter, recorded);
  while (json_object_iter_next (&iter, &name, &value))
    {
      gboolean known = FALSE;

      for (gsize i = 0; i < G_N_ELEMENTS (may_lack); i++)
        known = known || g_str_equal (may_lack[i], name);
      if (!known && !json_object_has_member (ours, name))
        g_error ("%s: the answer lacks %s", where, name);
    }
}

static void
compare (Replay *replay, const char *where, JsonObject *request, JsonObject *response, const Answer *answer)
{
  JsonObject *headers = exm_json_get_object (response, "headers");
  const char *target = exm_json_get_string (request, "target");
  const char *body = exm_json_get_string (response, "body");
  const char *sent = exm_json_get_string (request, "body");
  g_autoptr (JsonObject) recorded = body != NULL ? exm_json_parse_object (body, -1, NULL) : NULL;
  gint64 status = 0;

  exm_json_get_int64 (response, "status", &status);
  /* A trap of the client: it asks a publisher named "endpoints". There is none,
   * here as at the real service. */
  if (status == 200 && strstr (target, "publishers/endpoints/") != NULL)
    status = 404;
  /* The recording has no signature of the assertion; here it counts. */
  if (status == 200 && sent != NULL && strstr (sent, "(signature-redacted)") != NULL)
    status = 400;
  if (answer->status != status)
    g_error ("%s: status %u, recorded %" G_GINT64_FORMAT ": %s", where, answer->status, status,
             answer->bytes != NULL ? (const char *)g_bytes_get_data (answer->bytes, NULL) : "");
  if (status == 0)
    return;
  if (status == 308)
    g_assert_cmpstr (soup_message_headers_get_one (answer->headers, "Range"), ==,
                     exm_json_get_string (headers, "Range"));
  if (exm_json_get_string (headers, "Location") != NULL)
    g_assert_nonnull (soup_message_headers_get_one (answer->headers, "Location"));
  if (status != 200)
    return;
  if (recorded != NULL)
    {
      g_assert_nonnull (answer->json);
      compare_members (where, recorded, answer->json);
    }
  else if (body != NULL && g_str_has_prefix (body, "data: "))
    g_assert_true (g_str_has_prefix (g_bytes_get_data (answer->bytes, NULL), "data: "));
}

/* Names that this answer gave, for the requests to come. */
static void
learn_names (Replay *replay, JsonObject *response, const Answer *answer)
{
  const char *body = exm_json_get_string (response, "body");
  const char *location = exm_json_node_string (exm_json_get_path (response, "headers", "Location", NULL));
  const char *ours = answer->headers != NULL
                       ? soup_message_headers_get_one (answer->headers, "Location")
                       : NULL;
  g_autoptr (JsonObject) recorded = body != NULL ? exm_json_parse_object (body, -1, NULL) : NULL;
  const char *name = exm_json_get_string (recorded, "name");

  if (name != NULL && strstr (name, "/tuningJobs/") != NULL && answer->json != NULL && answer_text (answer, "name") != NULL)
    learn (replay, strrchr (name, '/') + 1, strrchr (answer_text (answer, "name"), '/') + 1);
  if (location != NULL && ours != NULL && strstr (location, "upload_id=") != NULL)
    learn (replay, strstr (location, "upload_id="), strstr (ours, "upload_id="));
}

static void
play (Replay *replay, const char *scenario, JsonObject *request)
{
  JsonObject      *response = exm_json_get_object (request, "response");
  g_autofree char *target = put_names (replay, exm_json_get_string (request, "target"));
  const char      *method = exm_json_get_string (request, "method");
  const char      *type = recorded_header (request, "Content-Type");
  const char      *range = recorded_header (request, "Content-Range");
  JsonNode        *json = exm_json_get_node (request, "bodyJson");
  g_autofree char *header = range != NULL ? g_strconcat ("Content-Range: ", range, NULL) : NULL;
  g_autofree char *where = g_strdup_printf ("%s: %s %s", scenario, method, target);
  g_autofree char *body = NULL;
  g_autoptr (Answer) answer = NULL;
  gsize size = 0;

  if (json != NULL)
    {
      g_autofree char *text = exm_json_to_text (json, 0);

      body = put_names (replay, text);
      size = strlen (body);
    }
  else if (exm_json_get_string (request, "body") != NULL)
    {
      body = g_strdup (exm_json_get_string (request, "body"));
      size = strlen (body);
    }
  else
    body = make_body (request, &size);
  add_fault (replay, request, response);
  answer = client_send (replay->client, method, target, header, type, size > 0 ? body : NULL,
                        (gssize)size);
  compare (replay, where, request, response, answer);
  learn_names (replay, response, answer);
  exm_practice_clear_faults (replay->client->practice);
  replay->n_requests++;
}

static gboolean
mentions (const char *text, const char *what)
{
  return strstr (text, what) != NULL;
}

static void
replay_file (gconstpointer data)
{
  const char      *path = data;
  g_autofree char *text = NULL;
  g_autofree char *train = NULL;
  g_autoptr (JsonObject) scenario = NULL;
  g_autoptr (Client) client = NULL;
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Replay     replay = { .names = names };
  JsonArray *requests;
  gsize      size;

  g_assert_true (g_file_get_contents (path, &text, &size, NULL));
  scenario = exm_json_parse_object (text, (gssize)size, NULL);
  g_assert_nonnull (scenario);
  requests = exm_json_get_array (scenario, "requests");
  replay.client = client = client_new ();
  exm_practice_set_require_token (client->practice, FALSE);
  exm_practice_set_speed (client->practice, 1);
  learn (&replay, "gs://b/", "gs://practice-bucket/");
  if (!mentions (text, "\"/storage/v1/b?project=practice-proj\",\n"))
    client_bucket (client);
  if (mentions (text, "tuningJobs") || mentions (text, "endpoints/88"))
    {
      train = sample_jsonl (0, 40, FALSE);
      client_upload (client, "train.jsonl", train, -1);
      client_upload (client, "val.jsonl", train, -1);
      client_upload (client, "t.jsonl", train, -1);
      client_upload (client, "more.jsonl", train, -1);
      client_upload (client, "v.jsonl", train, -1);
      prepare_model (&replay);
    }
  for (guint i = 0; i < exm_json_array_size (requests); i++)
    play (&replay, exm_json_get_string (scenario, "scenario"),
          exm_json_array_object (requests, i));
  g_test_message ("%u requests", replay.n_requests);
}

static void
test_absent (void)
{
  g_test_skip ("the recordings are not here");
}

int
main (int argc, char *argv[])
{
  const char      *shared = g_getenv ("EXM_TEST_SHARED");
  g_autofree char *folder = shared != NULL ? g_build_filename (shared, "reference", "transcripts", NULL) : NULL;
  g_autoptr (GDir) dir = NULL;
  const char *file;

  g_test_init (&argc, &argv, NULL);
  dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  if (dir == NULL)
    g_test_add_func ("/practice/transcripts/absent", test_absent);
  while (dir != NULL && (file = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (file, "n20-"))
      {
        g_autofree char *stem = g_strndup (file + 4, strlen (file) - 4 - strlen (".json"));
        g_autofree char *name = g_strconcat ("/practice/transcripts/", stem, NULL);

        g_test_add_data_func_full (name, g_build_filename (folder, file, NULL),
                                   replay_file, g_free);
      }
  return g_test_run ();
}
