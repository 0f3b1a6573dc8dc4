/* exm-http-private.h - one transfer, between the caller and the net thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <curl/curl.h>

#include "exm-http.h"

G_BEGIN_DECLS

typedef struct _ExmNet      ExmNet;
typedef struct _ExmTransfer ExmTransfer;

/* How a transfer reports, always on the net thread. */
typedef struct
{
  void (*line) (ExmTransfer *transfer,
                const char  *line,
                gsize        length);
  void (*progress) (ExmTransfer *transfer,
                    gint64       sent,
                    gint64       received);
  /* Exactly once; one of the two is set, both are given away. */
  void (*done) (ExmTransfer     *transfer,
                ExmHttpResponse *response,
                GError          *error);
} ExmTransferEvents;

struct _ExmTransfer
{
  gatomicrefcount ref_count;

  /* Set by the caller before exm_net_submit(). */
  ExmHttpRequest          *request;
  GCancellable            *cancellable; /* nullable */
  ExmHttpPace              pace;
  const ExmTransferEvents *events;
  gpointer                 owner; /* of the events; not owned */

  /* Any thread. */
  gint   cancelled; /* atomic */
  gulong cancel_id;

  /* The net thread alone. */
  CURL              *easy;
  struct curl_slist *list;
  char               problem[CURL_ERROR_SIZE];
  GByteArray        *body;
  GByteArray        *line; /* the beginning of a line */
  GHashTable        *headers;
  guint              status;
  gint64             read_pos;
  gint64             received;
  guint              tries;
  gint64             not_before;    /* monotonic µs */
  gint64             started;       /* monotonic µs */
  gint64             last_progress; /* monotonic µs */
  guint              line_seen : 1;
  guint              too_large : 1;
};

ExmTransfer *_exm_transfer_new (ExmHttpRequest          *request,
                                GCancellable            *cancellable,
                                const ExmHttpPace       *pace,
                                const ExmTransferEvents *events,
                                gpointer                 owner);
ExmTransfer *_exm_transfer_ref (ExmTransfer *self);
void         _exm_transfer_unref (ExmTransfer *self);

/* One try: makes the easy handle, or ends it. Net thread. */
void             _exm_transfer_open (ExmTransfer *self);
void             _exm_transfer_close (ExmTransfer *self);
ExmHttpResponse *_exm_transfer_take_response (ExmTransfer *self);

/* Whether to try again, and after how many milliseconds at the earliest. */
gboolean _exm_transfer_wants_retry (ExmTransfer *self,
                                    CURLcode     result,
                                    gint64      *delay_ms);

/* The thread with the multi handle. */
ExmNet *_exm_net_new (void);
void    _exm_net_stop (ExmNet *self); /* consumes the reference */
void    _exm_net_submit (ExmNet      *self,
                         ExmTransfer *transfer);

/* %NULL if @url may be asked for, else why not. */
GError *_exm_http_check_url (const char *url);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmTransfer, _exm_transfer_unref)

G_END_DECLS
