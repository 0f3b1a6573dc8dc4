/* test-models-faults.c - answers that are cut, slow, endless or no answers at all
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "exm-curves.h"
#include "exm-models.h"
#include "exm-storage.h"
#include "exm-tuning.h"
#include "fake-server.h"

#define TOKEN "practice-canary"
#define ENDPOINT "projects/1/locations/us/endpoints/2"
#define JOB "projects/1/locations/us-central1/tuningJobs/2"

/* Raw bytes, of which only the first @length are sent; then the connection ends. */
typedef struct
{
  const char *raw;
  gsize       length;
} Answer;

static char *
handle (FakeRequest *request,
        gpointer     user_data)
{
  const Answer *answer = user_data;

  return g_strndup (answer->raw, answer->length);
}

static ExmGoogle *
connect_to (FakeServer *server)
{
  static const ExmHttpPace once = { 1, 1, 1, 10 };
  ExmGoogle               *google = exm_google_new_practice (fake_server_get_origin (server), TOKEN, NULL);

  exm_http_set_pace (exm_google_get_http (google), &once);
  return google;
}

/* The server keeps a connection that has a length in the usual spelling. */
static char *
closing_reply (const char *headers,
               const char *body)
{
  return g_strdup_printf ("HTTP/1.1 200 X\r\n%scontent-length: %" G_GSIZE_FORMAT "\r\n\r\n%s", headers, strlen (body), body);
}

/* --- cut -------------------------------------------------------------------------------- */

static char *
long_job (void)
{
  GString *body = g_string_new ("{\"name\":\"" JOB "\",\"state\":\"JOB_STATE_SUCCEEDED\",\"labels\":{\"a\":\"b\"},\"description\":\"");

  while (body->len < 1800)
    g_string_append (body, "Grüße 😀 ");
  g_string_append (body, "\",\"tunedModel\":{\"endpoint\":\"" ENDPOINT "\"}}");
  return g_string_free (body, FALSE);
}

static void
test_cut_everywhere (void)
{
  g_autofree char *body = long_job ();
  g_autofree char *raw = closing_reply ("Content-Type: application/json\r\n", body);
  Answer           answer = { raw, 0 };
  g_autoptr (FakeServer) server = fake_server_new (handle, &answer);
  g_autoptr (ExmGoogle) google = connect_to (server);
  const gsize length = strlen (raw);

  for (answer.length = 0; answer.length <= length; answer.length++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ExmTuningJob) job = exm_tuning_get (google, JOB, NULL, &error);

      if (answer.length == length)
        {
          g_assert_no_error (error);
          g_assert_cmpstr (job->endpoint, ==, ENDPOINT);
          break;
        }
      /* Never half a job. */
      g_assert_null (job);
      g_assert_true (error->domain == EXM_CLOUD_ERROR);
      g_assert_cmpstr (error->message, !=, "");
    }
  g_test_message ("R25: an answer of %u bytes cut at each of them: %u errors, 0 half jobs", (guint)strlen (body), (guint)length);
}

typedef struct
{
  GString *text;
  guint    n;
} Pieces;

static void
collect (const char *text,
         gpointer    user_data)
{
  Pieces *pieces = user_data;

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_string_append (pieces->text, text);
  pieces->n++;
}

#define STREAM                                                                                            \
  "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Gr\xc3\xbc\xc3\x9f\x65 \"}]}}]}\r\n\r\n"   \
  "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\xf0\x9f\x98\x80 \xe2\x82\xac\"}]}}]}\n\n" \
  "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"!\"}]},\"finishReason\":\"STOP\"}],"       \
  "\"usageMetadata\":{\"totalTokenCount\":5}}\r\n\r\n"
#define STREAM_TEXT "Gr\xc3\xbc\xc3\x9f\x65 \xf0\x9f\x98\x80 \xe2\x82\xac!"

/* With a length the cut is seen by libcurl; without one only the missing end of the
 * answer tells. */
static void
test_cut_stream (gconstpointer data)
{
  const gboolean   with_length = GPOINTER_TO_INT (data);
  g_autofree char *raw = with_length ? closing_reply ("Content-Type: text/event-stream\r\n", STREAM)
                                     : g_strdup ("HTTP/1.1 200 X\r\nContent-Type: text/event-stream\r\n\r\n" STREAM);
  Answer           answer = { raw, 0 };
  g_autoptr (FakeServer) server = fake_server_new (handle, &answer);
  g_autoptr (ExmGoogle) google = connect_to (server);
  g_autoptr (ExmGenerateRequest) request = exm_generate_request_new (ENDPOINT, "x");
  const gsize length = strlen (raw);
  guint       n_errors = 0;
  guint       n_told = 0;

  for (answer.length = strlen (raw) - strlen (STREAM); answer.length <= length; answer.length++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GString) text = g_string_new (NULL);
      Pieces pieces = { text, 0 };
      g_autoptr (ExmGenerateAnswer) got = exm_models_stream (google, request, collect, &pieces, NULL, &error);

      g_assert_true (g_str_has_prefix (STREAM_TEXT, text->str));
      if (got == NULL)
        {
          g_assert_true (error->domain == EXM_CLOUD_ERROR);
          n_errors++;
          continue;
        }
      g_assert_cmpstr (got->text, ==, text->str);
      /* What is not whole says so. */
      if (g_str_equal (got->text, STREAM_TEXT))
        g_assert_null (got->problem);
      else
        {
          g_assert_nonnull (got->problem);
          g_assert_nonnull (got->advice);
          n_told++;
        }
    }
  g_assert_cmpuint (n_errors, >, 0);
  g_test_message ("R25: a stream cut at each of %u bytes (%s length): %u errors, %u said to be cut, the rest whole; no broken UTF-8",
                  (guint)strlen (STREAM), with_length ? "with" : "without", n_errors, n_told);
}

/* --- garbage ------------------------------------------------------------------------------- */

static void
ask_all (ExmGoogle *google)
{
  g_autoptr (ExmGenerateRequest) request = exm_generate_request_new (ENDPOINT, "x");
  g_autoptr (GString) text = g_string_new (NULL);
  Pieces pieces = { text, 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmTuningJob) job = exm_tuning_get (google, JOB, NULL, &error);
  g_autoptr (ExmGenerateAnswer) answer = NULL;
  g_autoptr (ExmGenerateAnswer) streamed = NULL;
  g_autoptr (GPtrArray) jobs = NULL;
  g_autoptr (GPtrArray) curves = NULL;

  g_assert_true (job == NULL && error->domain == EXM_CLOUD_ERROR);
  g_clear_error (&error);
  answer = exm_models_generate (google, request, NULL, &error);
  g_assert_true (answer != NULL || error->domain == EXM_CLOUD_ERROR);
  g_clear_error (&error);
  streamed = exm_models_stream (google, request, collect, &pieces, NULL, &error);
  g_assert_true (streamed != NULL || error->domain == EXM_CLOUD_ERROR);
  g_clear_error (&error);
  jobs = exm_tuning_list (google, "p", "us-central1", NULL, NULL, &error);
  g_assert_true (jobs != NULL || error->domain == EXM_CLOUD_ERROR);
  g_clear_error (&error);
  curves = exm_curves_read (google, "projects/1/locations/us/metadataStores/default/contexts/c", NULL, &error);
  g_assert_true (curves != NULL || error->domain == EXM_CLOUD_ERROR);
}

static void
test_garbage (void)
{
  static const char *const fixed[] = {
    "",
    "\r\n\r\n",
    "SSH-2.0-OpenSSH_9.2\r\n",
    "HTTP/1.1 200 X\r\n\r\n\xff\xfe\xfd",
    "HTTP/1.1 200 X\r\ncontent-length: 4\r\n\r\nnull",
    "HTTP/1.1 200 X\r\nContent-Type: text/html\r\ncontent-length: 13\r\n\r\n<html></html>",
    "HTTP/1.1 502 X\r\nContent-Type: text/html\r\ncontent-length: 13\r\n\r\n<html></html>",
    "HTTP/1.1 200 X\r\nContent-Encoding: gzip\r\ncontent-length: 2\r\n\r\n{}",
    "HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
    "HTTP/1.1 200 X\r\ncontent-length: -5\r\n\r\n{}",
    "HTTP/1.1 204 X\r\n\r\n",
    "HTTP/1.1 999 X\r\ncontent-length: 0\r\n\r\n",
    "HTTP/1.1 301 X\r\nLocation: http://192.0.2.1/\r\ncontent-length: 0\r\n\r\n",
    "HTTP/2.0 200 X\r\n\r\n",
    "HTTP/1.1 200 X\r\nA\r\n\r\n{}",
    "HTTP/1.1 200 X\r\ncontent-length: 30\r\n\r\n[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    "HTTP/1.1 200 X\r\ncontent-length: 24\r\n\r\n{\"name\":\"../../x\",\"a\":1}",
    "HTTP/1.1 200 X\r\ncontent-length: 28\r\n\r\ndata: [1,2,{\"candidates\":0}]",
  };
  Answer answer = { NULL, 0 };
  g_autoptr (FakeServer) server = fake_server_new (handle, &answer);
  g_autoptr (ExmGoogle) google = connect_to (server);
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (fixed); i++, n++)
    {
      answer = (Answer){ fixed[i], strlen (fixed[i]) };
      ask_all (google);
    }
  for (guint i = 0; i < 200; i++, n++)
    {
      GString         *noise = g_string_new (i % 2 == 0 ? "HTTP/1.1 200 X\r\n\r\n" : NULL);
      g_autofree char *raw = NULL;
      const guint      length = (guint)g_test_rand_int_range (1, 600);

      for (guint j = 0; j < length; j++)
        g_string_append_c (noise, (char)g_test_rand_int_range (1, 256));
      answer.length = noise->len;
      raw = g_string_free (noise, FALSE);
      answer.raw = raw;
      ask_all (google);
    }
  g_test_message ("R25: %u answers that make no sense on 5 calls: %u errors or empty answers, 0 crashes", n, n * 5);
}

/* --- endless, slow -------------------------------------------------------------------------- */

static void
test_endless (void)
{
  static const char head[] = "HTTP/1.1 200 X\r\nContent-Type: text/event-stream\r\n\r\n";
  const gsize       size = 24 * 1024 * 1024;
  char             *raw = g_malloc (size + 1);
  Answer            answer = { raw, size };
  g_autoptr (FakeServer) server = fake_server_new (handle, &answer);
  g_autoptr (ExmGoogle) google = connect_to (server);
  g_autoptr (ExmGenerateRequest) request = exm_generate_request_new (ENDPOINT, "x");

  /* One line without an end, and lines without an end to them. */
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GString) text = g_string_new (NULL);
      Pieces pieces = { text, 0 };
      g_autoptr (ExmGenerateAnswer) got = NULL;
      g_autoptr (ExmTuningJob) job = NULL;
      gint64 began = g_get_monotonic_time ();

      memset (raw, 'a', size);
      for (gsize j = 0; i == 1 && j < size; j += 1000)
        raw[j] = '\n';
      raw[size] = '\0';
      memcpy (raw, head, strlen (head));
      memcpy (raw + strlen (head), "data: ", 6);
      got = exm_models_stream (google, request, collect, &pieces, NULL, &error);
      g_assert_null (got);
      g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_BAD_REPLY);
      g_clear_error (&error);
      job = exm_tuning_get (google, JOB, NULL, &error);
      g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_BAD_REPLY);
      g_assert_cmpint (g_get_monotonic_time () - began, <, 20 * G_USEC_PER_SEC);
    }
  g_free (raw);
  g_test_message ("R25: answers of 24 MiB without an end given up at the cap");
}

static gpointer
cancel_soon (gpointer data)
{
  g_usleep (100 * 1000);
  g_cancellable_cancel (data);
  return NULL;
}

/* A byte now and then: cancel works at once. */
static void
test_slow (void)
{
  g_autofree char *body = long_job ();
  g_autofree char *raw = closing_reply ("", body);
  Answer           answer = { raw, strlen (raw) };
  g_autoptr (FakeServer) server = fake_server_new (handle, &answer);
  g_autoptr (ExmGoogle) google = connect_to (server);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (ExmTuningJob) job = NULL;
  g_autoptr (GError) error = NULL;
  gint64   began = g_get_monotonic_time ();
  GThread *thread;

  fake_server_set_drip (server, 1, 20);
  thread = g_thread_new ("cancel", cancel_soon, cancellable);
  job = exm_tuning_get (google, JOB, cancellable, &error);
  g_thread_join (thread);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - began, <, 5 * G_USEC_PER_SEC);
  g_test_message ("R25: cancel in the middle of a slow answer took %d ms", (int)((g_get_monotonic_time () - began) / 1000 - 100));
}

/* --- blocked --------------------------------------------------------------------------------- */

static void
test_blocked (void)
{
  static const struct
  {
    const char *body;
    const char *words; /* in the problem */
    guint       n_ratings;
  } cases[] = {
    { "{\"candidates\":[{\"finishReason\":\"SAFETY\",\"finishMessage\":\"Held back\",\"safetyRatings\":[{\"category\":\"HARM_CATEGORY_HATE_SPEECH\","
      "\"probability\":\"HIGH\",\"blocked\":true},{\"category\":\"HARM_CATEGORY_HARASSMENT\",\"probability\":\"LOW\"}]}]}",
      "hate speech", 2 },
    { "{\"candidates\":[{\"finishReason\":\"SAFETY\",\"safetyRatings\":[{\"category\":\"HARM_CATEGORY_HARASSMENT\",\"probability\":\"MEDIUM\"}]}]}", "harassment", 1 },
    { "{\"promptFeedback\":{\"blockReason\":\"SAFETY\",\"blockReasonMessage\":\"Their words\",\"safetyRatings\":[{\"category\":\"HARM_CATEGORY_DANGEROUS_CONTENT\","
      "\"probability\":\"HIGH\",\"blocked\":true}]}}",
      "dangerous content", 1 },
    { "{\"promptFeedback\":{\"blockReason\":\"JAILBREAK\"}}", "get around the rules", 0 },
    { "{\"promptFeedback\":{\"blockReason\":\"A_NEW_REASON\"}}", "A_NEW_REASON", 0 },
    { "{\"candidates\":[{\"finishReason\":\"SPII\"}]}", "personal data", 0 },
    { "{\"candidates\":[{\"finishReason\":\"MALFORMED_FUNCTION_CALL\"}]}", "function call", 0 },
    { "{\"candidates\":[{\"finishReason\":\"IMAGE_SAFETY\"}]}", "image", 0 },
    { "{\"candidates\":[{\"content\":{\"role\":\"model\"},\"finishReason\":\"STOP\"}]}", "empty answer", 0 },
    { "{\"candidates\":[]}", "empty answer", 0 },
    { "{\"candidates\":[{\"finishReason\":\"SAFETY\",\"safetyRatings\":[7,{\"category\":8},{}]}]}", "safety filters", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint streamed = 0; streamed < 2; streamed++)
      {
        g_autofree char *body = g_strconcat (streamed ? "data: " : "", cases[i].body, streamed ? "\n\n" : "", NULL);
        g_autofree char *raw = closing_reply ("", body);
        Answer           answer = { raw, strlen (raw) };
        g_autoptr (FakeServer) server = fake_server_new (handle, &answer);
        g_autoptr (ExmGoogle) google = connect_to (server);
        g_autoptr (ExmGenerateRequest) request = exm_generate_request_new (ENDPOINT, "x");
        g_autoptr (ExmGenerateAnswer) got = NULL;
        g_autoptr (ExmGenerateAnswer) copy = NULL;
        g_autoptr (GError) error = NULL;

        got = streamed ? exm_models_stream (google, request, NULL, NULL, NULL, &error)
                       : exm_models_generate (google, request, NULL, &error);
        g_assert_no_error (error);
        copy = exm_generate_answer_copy (got);
        g_test_message ("%s. %s", copy->problem, copy->advice);
        g_assert_nonnull (strstr (copy->problem, cases[i].words));
        g_assert_nonnull (copy->advice);
        g_assert_cmpuint (copy->safety->len, ==, cases[i].n_ratings);
      }
}

/* A model that does not know the least level is asked once more without. */
static char *
refuse_thinking (FakeRequest *request,
                 gpointer     user_data)
{
  g_autofree char *sent = g_strndup ((const char *)request->body->data, request->body->len);

  (*(guint *)user_data)++;
  if (strstr (sent, "thinkingLevel") == NULL)
    return fake_reply (200, "", "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"finishReason\":\"STOP\"}]}");
  return fake_reply (400, "", "{\"error\":{\"code\":400,\"status\":\"INVALID_ARGUMENT\",\"message\":\"Thinking level MINIMAL is not supported by this model.\"}}");
}

static void
test_thinking (void)
{
  guint n = 0;
  g_autoptr (FakeServer) server = fake_server_new (refuse_thinking, &n);
  g_autoptr (ExmGoogle) google = connect_to (server);
  g_autoptr (ExmGenerateRequest) request = exm_generate_request_new (ENDPOINT, "x");
  g_autoptr (ExmGenerateAnswer) answer = NULL;
  g_autoptr (GError) error = NULL;

  request->base_model = g_strdup ("gemini-3.1-flash-lite");
  answer = exm_models_generate (google, request, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (answer->text, ==, "a");
  g_assert_cmpuint (n, ==, 2);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cloud/models-faults/cut-everywhere", test_cut_everywhere);
  g_test_add_data_func ("/cloud/models-faults/cut-stream", GINT_TO_POINTER (FALSE), test_cut_stream);
  g_test_add_data_func ("/cloud/models-faults/cut-stream-with-length", GINT_TO_POINTER (TRUE), test_cut_stream);
  g_test_add_func ("/cloud/models-faults/garbage", test_garbage);
  g_test_add_func ("/cloud/models-faults/endless", test_endless);
  g_test_add_func ("/cloud/models-faults/slow", test_slow);
  g_test_add_func ("/cloud/models-faults/blocked", test_blocked);
  g_test_add_func ("/cloud/models-faults/thinking", test_thinking);
  return g_test_run ();
}
