# Reads a mail from stdin with MIME::Parser (the one behind many mail filters); says as JSON what is in it.
use strict;
use warnings;
use Encode qw(decode);
use JSON::PP;
use MIME::Parser;

my $parser = MIME::Parser->new;
$parser->output_to_core(1);
$parser->tmp_to_core(1);
local $/;
my $mail = $parser->parse_data(<STDIN>);

sub words {
    my $words = decode("MIME-Header", shift // "");
    $words =~ s/\n[ \t]*/ /g;
    $words =~ s/\s+$//;
    return $words;
}

sub leaves {
    my $part = shift;
    return $part->parts ? map { leaves($_) } $part->parts : $part;
}

sub leaf {
    my $head = $_[0]->head;
    return {
        type => $_[0]->effective_type,
        name => words($head->mime_attr("content-type.name")),
        data => unpack("H*", $_[0]->bodyhandle->as_string),
    };
}

print JSON::PP->new->ascii->encode({
    tags => [sort { $a cmp $b } $mail->head->tags],
    to => words($mail->head->get("To")),
    subject => words($mail->head->get("Subject")),
    problems => [$parser->results->msgs],
    parts => [map { leaf($_) } leaves($mail)],
});
