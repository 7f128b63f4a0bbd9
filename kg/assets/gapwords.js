// The words of the gap matrix, beside those of the map.
Object.assign(WORDS.vi, {
  findRow: "Lọc số hiệu, từ (không cần dấu)", csv: "Tải CSV", print: "In", resolution: "Văn bản Trung ương", coverage: "Đã có", first: "Sớm nhất",
  by: "Theo", bys: { place: "Địa phương", issuer: "Cơ quan" }, show: "Hiện", shows: { all: "Tất cả văn bản", with: "Đã có triển khai", without: "Chưa thấy triển khai", stale: "Có gì đã hết hiệu lực" },
  kind: "Tính", kindsOf: { all: "Mọi văn bản triển khai", plans: "Chỉ kế hoạch, chương trình" },
  states: { direct: "Triển khai trực tiếp", indirect: "Chỉ gián tiếp, qua văn bản khác", none: "Chưa thấy trong tập tài liệu", unknown: "Chưa đọc tài liệu nào của nơi này", over: "Chỉ có văn bản đã hết hiệu lực", early: "Ghi ngày trước văn bản Trung ương: không tính", draft: "Mới là dự thảo: không tính", stale: "Dựa trên văn bản đã bị thay thế, bãi bỏ", across: "Đọc qua nhiều câu: nên xem trích dẫn" },
  standings: { direct: "trực tiếp", indirect: "gián tiếp", over: "đã hết hiệu lực", early: "ngày không hợp lý", draft: "dự thảo" },
  days: (n) => (n === null ? "chưa rõ số ngày" : n < 0 ? `trước ${(-n).toLocaleString("vi")} ngày` : `sau ${n.toLocaleString("vi")} ngày`), shortDays: (n) => (n === null ? "" : n < 0 ? `−${(-n).toLocaleString("vi")} ngày` : `+${n.toLocaleString("vi")} ngày`),
  plans: (n) => `${n} văn bản`, read: (n) => `${n.toLocaleString("vi")} văn bản đã đọc`, noText: "chưa đọc văn bản nào",
  summary: (rows, planned, columns, by) => `${rows} văn bản Trung ương · ${planned} đã có triển khai · ${rows - planned} chưa thấy · ${columns} ${by === "place" ? "địa phương" : "cơ quan"}`,
  why: (label, n) => (n ? `Chưa thấy văn bản nào của ${label} triển khai văn bản này, trong ${n.toLocaleString("vi")} văn bản của nơi này mà tập tài liệu có toàn văn. Điều đó chưa chứng tỏ là không có.` : `Tập tài liệu chưa có toàn văn văn bản nào của ${label}, nên chưa thể kết luận.`),
  stamped: "Có số, nhưng bản đã đọc ghi là dự thảo: nên xem lại", stale: "Dựa trên văn bản đã bị thay thế hoặc bãi bỏ", over: "Chính văn bản này đã bị thay thế hoặc bãi bỏ", rowEnded: "Văn bản này đã bị thay thế hoặc bãi bỏ", endedShort: "hết hiệu lực", path: "Đường về văn bản Trung ương",
  have: "Đã có", lack: "Chưa thấy", empty: "Không có văn bản Trung ương nào phù hợp.", rowCount: (n) => `Còn ${n} dòng`, reset: "Bỏ mọi bộ lọc", yes: "có", no: "không", steps: "Số bước", since: "Ngày triển khai", count: "Số văn bản", planNumber: "Văn bản triển khai", file: "khoang-trong-trien-khai.csv",
});
Object.assign(WORDS.en, {
  findRow: "Number or words, diacritics optional", csv: "Download CSV", print: "Print", resolution: "Central instrument", coverage: "Covered", first: "Earliest",
  by: "Against", bys: { place: "Places", issuer: "Issuers" }, show: "Show", shows: { all: "All instruments", with: "With a plan", without: "Without any plan", stale: "With something ended" },
  kind: "Count", kindsOf: { all: "All that carries out", plans: "Plans and programmes only" },
  states: { direct: "Carried out directly", indirect: "Only indirectly, through others", none: "None seen in this collection", unknown: "No text of this column was read", over: "Only by what has ended", early: "Dated before the central instrument: not counted", draft: "A draft: not counted", stale: "Rests on something replaced or repealed", across: "Read across sentences: see the quote" },
  standings: { direct: "direct", indirect: "indirect", over: "ended", early: "impossible date", draft: "draft" },
  days: (n) => (n === null ? "days unknown" : n < 0 ? `${(-n).toLocaleString("en")} day${n === -1 ? "" : "s"} before` : `${n.toLocaleString("en")} day${n === 1 ? "" : "s"} after`), shortDays: (n) => (n === null ? "" : n < 0 ? `−${(-n).toLocaleString("en")} days` : `+${n.toLocaleString("en")} days`),
  plans: (n) => `${n} plan${n === 1 ? "" : "s"}`, read: (n) => `${n.toLocaleString("en")} read`, noText: "no text read",
  summary: (rows, planned, columns, by) => `${rows} central instrument${rows === 1 ? "" : "s"} · ${planned} carried out · ${rows - planned} without any plan seen · ${columns} ${by === "place" ? "place" : "issuer"}${columns === 1 ? "" : "s"}`,
  why: (label, n) => (n ? `Nothing of ${label} is seen to carry this out, in the ${n.toLocaleString("en")} of its instruments whose text the collection holds. That is no proof that there is none.` : `The collection holds no text of ${label}, so nothing can be concluded.`),
  stamped: "It has a number, and the text that was read says it is a draft: look at it", stale: "Rests on something replaced or repealed", over: "Has itself been replaced or repealed", rowEnded: "This instrument has been replaced or repealed", endedShort: "ended", path: "The way to the central instrument",
  have: "Carried out by", lack: "None seen", empty: "No central instrument fits.", rowCount: (n) => `${n} more rows`, reset: "Clear all filters", yes: "yes", no: "no", steps: "Steps", since: "Since", count: "Plans", planNumber: "Carried out by", file: "gaps.csv",
});
