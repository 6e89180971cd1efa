"""Media types by the end of a file's name, as a fresh DSpace 9.3 has them registered.

JSON, archives and WARC are unknown to it. Left out here are formats of old office programs."""

FORMATS = """
application/pdf pdf
text/xml xml
text/plain txt asc
text/html htm html
text/css css
text/csv csv
text/vtt vtt
application/msword doc
application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
application/vnd.ms-powerpoint ppt
application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
application/vnd.ms-excel xls
application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
image/jpeg jpeg jpg jfif
image/gif gif
image/png png
image/tiff tiff tif
image/jp2 jp2
audio/x-aiff aiff aif aifc
audio/basic au snd
audio/x-wav wav
video/mpeg mpeg mpg mpe
text/richtext rtf
application/vnd.visio vsd
application/x-filemaker fm
image/x-ms-bmp bmp
application/x-photoshop psd pdd
application/postscript ps eps ai
video/quicktime mov qt
video/mp4 mp4 mp4
video/ogg ogg
video/webm webm
audio/x-mpeg mpa abs mpega
application/vnd.ms-project mpp mpx mpd
application/mathematica ma
application/x-latex latex
application/x-tex tex
application/x-dvi dvi
application/sgml sgm sgml
application/wordperfect5.1 wpd
audio/x-pn-realaudio ra ram
image/x-photo-cd pcd
application/vnd.oasis.opendocument.text odt
application/vnd.oasis.opendocument.presentation odp
application/vnd.oasis.opendocument.spreadsheet ods
application/vnd.openofficeorg.extension oxt
application/rdf+xml rdf
application/epub+zip epub
audio/mpeg mp3
image/webp webp
image/avif avif
text/javascript js
"""
UNKNOWN = "application/octet-stream"


def media_type(name):
    end = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    for line in FORMATS.splitlines():
        kind, *ends = line.split() or [""]
        if end in ends:
            return kind
    return UNKNOWN
